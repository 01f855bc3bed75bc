import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/runtime/database.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { hashSecret } from '../../src/text/hash.ts';
import { type Transcript, wireroom } from '../helpers/cli.ts';
import { createFolder, type EditorFolder, markdown } from '../helpers/folder.ts';

// A page of wire copy as it is copied from a browser, in our own words on a public event.
const PAGE = `Skip to the main content

Leaders of both Koreas to ride to the mountain together

SEOUL (Kyodo) -- The leaders of the two Koreas will visit Mount Paektu on the last day of their meeting, the South's presidential office said on Wednesday.

The visit was not part of the schedule that had been made public.

Also in The Example

The Example on social media
`;

let folder: EditorFolder;

beforeAll(() => {
  folder = createFolder();
  folder.write('a.md', markdown('Envoys meet', 'tags: [diplomacy]'));
});
afterAll(() => folder.destroy());

describe('wireroom check', () => {
  test('counts files and ends with 0 where nothing is wrong', async () => {
    const { code, stdout, stderr } = await wireroom('check', folder.path);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '1 article files, no problems\n',
      stderr: '',
    });
  });

  test('prints each problem as JSON and ends with 1 for an error', async () => {
    const other = createFolder();
    other.write('broken.json', '{');
    const { code, stdout } = await wireroom('check', other.path, '--json');
    other.destroy();
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'broken.json', code: 'json-invalid', severity: 'error' },
    ]);
  });
});

describe('wireroom get', () => {
  test('prints a document and nothing else', async () => {
    const { code, stdout, stderr } = await wireroom(
      'get',
      '/topics/diplomacy/feed.json',
      '--folder',
      folder.path,
      '--base-url',
      'https://x.example',
    );
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      feed_url: 'https://x.example/topics/diplomacy/feed.json',
      items: [{ title: 'Envoys meet' }],
    });
  });

  test('ends with 1 where there is nothing', async () => {
    const { code, stderr } = await wireroom('get', '/topics/none/rss.xml', '--folder', folder.path);
    expect(code).toBe(1);
    expect(stderr).toContain('answered 404');
  });
});

describe('page text', () => {
  test('is explained: fields, and each topic with its rule and words', async () => {
    folder.write('page.txt', PAGE);
    const { code, stdout } = await wireroom(
      'explain',
      join(folder.path, 'page.txt'),
      '--folder',
      'articles',
      '--json',
    );
    const { article, problems, topics } = JSON.parse(stdout);
    folder.remove('page.txt');
    expect(code).toBe(0);
    expect(article).toMatchObject({
      headline: 'Leaders of both Koreas to ride to the mountain together',
      dateline: { places: ['SEOUL'], agency: 'Kyodo' },
      source: { name: 'Kyodo' },
    });
    expect(article.bodyHtml).toMatch(/^<p>The leaders of the two Koreas.*made public\.<\/p>$/s);
    expect(article.bodyHtml).not.toMatch(/Skip|Also in|social media|SEOUL/);
    expect(problems).toMatchObject([{ code: 'publication-date-missing', severity: 'warning' }]);
    for (const topic of topics) {
      expect(topic).toEqual({
        id: expect.any(String),
        line: expect.any(String),
        matched: expect.any(Array),
      });
    }
  });

  test('is imported once, with a permanent id, and the same story again is known', async () => {
    const target = createFolder();
    folder.write('in.txt', PAGE);
    const again = [
      'import',
      join(folder.path, 'in.txt'),
      '--folder',
      target.path,
      '--published',
      '2018-09-19T08:00:00Z',
    ];
    const first = await wireroom(...again);
    const second = await wireroom(...again);
    folder.remove('in.txt');
    const files = readdirSync(join(target.path, 'imported'));
    expect(first.code).toBe(0);
    expect(files).toEqual([
      '2018-09-19-leaders-of-both-koreas-to-ride-to-the-mountain-together.json',
    ]);
    const saved = JSON.parse(readFileSync(join(target.path, 'imported', files[0] ?? ''), 'utf8'));
    expect(saved.id).toMatch(/^urn:uuid:.{8}-.{4}-7/);
    expect(saved.publishedAt).toBe('2018-09-19T08:00:00.000Z');
    expect(second.stdout).toMatch(/^known /);
    expect((await wireroom('check', target.path)).stdout).toBe('1 article files, no problems\n');
    target.destroy();
  });
});

describe('commands on a store', () => {
  let data: EditorFolder;
  beforeEach(() => {
    data = createFolder();
  });
  afterEach(() => data.destroy());
  const on = (...parameters: string[]): Promise<Transcript> =>
    wireroom(...parameters, '--data', join(data.path, 'store'));

  test('migrate says how many steps were new', async () => {
    const file = join(data.path, 'store/wireroom.sqlite');
    expect((await on('migrate')).stdout).toBe(`${file}: ${MIGRATIONS.length} new steps\n`);
    expect((await on('migrate')).stdout).toBe(`${file}: up to date already\n`);
  });

  test('token create prints the secret once, and only its hash is kept', async () => {
    const made = await on('token', 'create', '--scope', 'write', '--name', 'night desk');
    const secret = made.stdout.trim();
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^wr_[\w-]{43}\n$/);
    expect(made.stderr).toMatch(
      /^token [0-9a-f]{12} {2}write {2}night desk {2}\(does not expire\)\n {2}hint: /,
    );
    const { store, close } = await openDatabase(storeIn(data));
    expect(await store.findToken(hashSecret(secret))).toMatchObject({ scope: 'write' });
    const [record] = await store.listAudit({ limit: 9 });
    expect(record).toMatchObject({ actor: 'cli', action: 'token-create' });
    expect(JSON.stringify([record, await store.listTokens()])).not.toContain(secret.slice(3));
    await close();
    const [said = ''] = made.stderr.split('\n');
    expect((await on('token', 'list')).stdout).toBe(`${said.replace('token ', '')}\n`);
  });

  test('token create and token list speak JSON; a revoked token says so', async () => {
    const flags = ['--scope', 'read', '--name', 'partner', '--expires', '30', '--json'];
    const { id, expiresAt, ...made } = JSON.parse((await on('token', 'create', ...flags)).stdout);
    expect(made).toEqual({ secret: expect.any(String), scope: 'read', name: 'partner' });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    const revoked = await on('token', 'revoke', id);
    expect(revoked.stdout).toMatch(new RegExp(`^${id} {2}read {3}partner {2}\\(revoked 20`));
    const listed = JSON.parse((await on('token', 'list', '--json')).stdout);
    expect(listed).toMatchObject([{ id, scope: 'read', expiresAt, revokedAt: expect.any(String) }]);
    expect(await on('token', 'revoke', 'none')).toMatchObject({ code: 1 });
  });

  test('freeze and thaw are on the record', async () => {
    expect((await on('freeze', '--note', 'wrong names')).code).toBe(0);
    const { store, close } = await openDatabase(storeIn(data));
    expect((await store.signal()).freeze).toMatchObject({ actor: 'cli', note: 'wrong names' });
    expect((await on('thaw')).stdout).toMatch(/^thawed: was frozen since 20\S+ by cli\n$/);
    expect((await on('thaw')).stdout).toBe('was not frozen\n');
    expect((await store.signal()).freeze).toBeUndefined();
    const records = await store.listAudit({ limit: 9 });
    expect(records.map(({ action }) => action)).toEqual(['thaw', 'freeze']);
    // As the API has it on the record.
    expect(records.at(-1)?.detail).toEqual({ note: 'wrong names' });
    await close();
  });

  test('what reads a store does not make one', async () => {
    const { code, stderr } = await on('token', 'list');
    expect(code).toBe(3);
    expect(stderr).toContain('there is no store at');
    expect(existsSync(join(data.path, 'store'))).toBe(false);
  });

  test('store copy fills an empty store, and no other', async () => {
    await on('freeze');
    const target = join(data.path, 'copy.sqlite');
    const copy = ['store', 'copy', join(data.path, 'store'), target];
    const { code, stdout } = await wireroom(...copy);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^audit +1\n[\s\S]*^article +0\n[\s\S]*^copied 2 rows in 0\.\d seconds\n$/m,
    );
    const again = await wireroom(...copy);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain('the target holds rows already');
  });

  test('store copy leaves alone what a server writes to', async () => {
    const { store, tryLock, close } = await openDatabase(storeIn(data));
    await store.migrate();
    await tryLock(() => {});
    const { code, stderr } = await wireroom('store', 'copy', join(data.path, 'store'), data.path);
    await close();
    expect(code).toBe(3);
    expect(stderr).toMatch(/^wireroom: a server writes to \S+wireroom\.sqlite; stop it/);
    expect(existsSync(join(data.path, 'wireroom.sqlite'))).toBe(false);
  });
});

const storeIn = ({ path }: EditorFolder) =>
  ({ kind: 'sqlite', file: join(path, 'store/wireroom.sqlite') }) as const;

describe('a wrong call', () => {
  test.each([
    [['nonsense'], 2],
    [['get'], 2],
    [['serve', '--port', 'many'], 2],
    [['check', '/nonexistent-folder'], 3],
    [['explain', '/nonexistent.md'], 1],
    [['token'], 2],
    [['token', 'create', '--name', 'desk'], 2],
    [['token', 'create', '--name', 'desk', '--scope', 'all'], 2],
    [['token', 'create', '--name', ' ', '--scope', 'read'], 2],
    [['token', 'create', '--name', 'desk', '--scope', 'read', '--expires', 'never'], 2],
    [['store', 'copy', '/nonexistent', '/nowhere'], 2],
    [['store', 'copy', '/same', '/same/../same'], 2],
    [['store', 'copy', 'postgres://u:p#w@h/d', '/nowhere'], 2],
    [['--help'], 0],
  ])('%j ends with %i', async (parameters, expected) => {
    const { code, stdout, stderr } = await wireroom(...parameters);
    expect(code).toBe(expected);
    expect(stdout + stderr).not.toBe('');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
