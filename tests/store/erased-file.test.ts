import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { searchTokens } from '../../src/text/search.ts';
import { AT, article, change, write } from './contract/room.ts';

const WORD = 'zyxmarkerword';

test('an erased story is gone from the files of the database while it is open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wireroom-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'wire.sqlite');
  const holding = () =>
    ['', '-wal', '-journal']
      .map((end) => `${file}${end}`)
      .filter((one) => existsSync(one) && readFileSync(one, 'latin1').includes(WORD));
  const store = createStore(await openSqlite(file));
  onTestFinished(() => store.close());
  await store.migrate();
  const told = article('a', { headline: WORD, bodyHtml: `<p>${WORD.repeat(900)}</p>` });
  const tokens = searchTokens([WORD]);
  await store.commit(change({ at: AT, writes: [write(told, ['x'], { tokens })] }));
  expect(holding()).not.toEqual([]);
  const shell = article('a', { headline: '', bodyHtml: '', state: 'removed' });
  const erasure = write(shell, [], { isErased: true, baseVersion: 1, goneAt: AT });
  await store.commit(change({ at: AT, writes: [erasure] }));
  expect(holding()).toEqual([]);
});
