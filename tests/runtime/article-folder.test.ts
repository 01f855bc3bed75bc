import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchFolder } from '../../src/runtime/article-folder.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

let folder: EditorFolder;

beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.destroy());

test('a link that leads to itself ends neither the watch nor the process', async () => {
  symlinkSync('circle', join(folder.path, 'circle'));
  const onChange = vi.fn();
  const watching = await watchFolder(folder.path, 1, { onChange, passMs: () => 0 });
  folder.write('a.md', markdown('Envoys meet'));
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), 5_000);
  await watching.close();
});
