import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { reportProblems } from '../../src/cli/output.ts';

const PROBLEM = { file: 'a.md', line: 3, code: 'some-code', message: 'why' };
const PLAIN = 'a.md:3: error some-code: why\n';
const COLOURED = 'a.md:3: \u001b[31merror\u001b[39m some-code: why\n';

// Escapes stood in a file of problems when results went to a terminal.
test.each([
  ['a file, with results on a terminal', { stdout: true, stderr: false }, {}, PLAIN],
  ['a terminal, with results in a file', { stdout: false, stderr: true }, {}, COLOURED],
  [
    'a file, where colours are forced',
    { stdout: false, stderr: false },
    { FORCE_COLOR: '1' },
    COLOURED,
  ],
  [
    'a terminal, where they are forbidden',
    { stdout: true, stderr: true },
    { FORCE_COLOR: '0' },
    PLAIN,
  ],
])('problems on %s', (_where, isTerminal, env, expected) => {
  const stdout = Object.assign(new PassThrough(), { hasColors: () => isTerminal.stdout });
  const stderr = Object.assign(new PassThrough(), { hasColors: () => isTerminal.stderr });
  reportProblems({ stdout, stderr, env }, [{ ...PROBLEM, severity: 'error' }]);
  expect(String(stderr.read())).toBe(expected);
});
