import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { wireroom } from '../helpers/cli.ts';

const DOCUMENT = resolve(import.meta.dirname, '../../docs/topic.schema.json');

test('wireroom topics schema prints what docs/topic.schema.json holds', async () => {
  const { code, stdout, stderr } = await wireroom('topics', 'schema');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(readFileSync(DOCUMENT, 'utf8'));
});
