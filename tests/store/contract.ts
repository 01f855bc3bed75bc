/** What every database must do alike. Each driver's test runs this suite over its own empty store. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import type { AuditEntry } from '../../src/model/audit.ts';
import { hashArticle, hashShown } from '../../src/store/article-json.ts';
import type { SqlDriver } from '../../src/store/driver.ts';
import { createStore } from '../../src/store/sql-store.ts';
import type { ArticleWrite, Change, Store } from '../../src/store/store.ts';
import { searchTokens } from '../../src/text/search.ts';
import { buildArticle } from '../helpers/build.ts';

const WINDOW = { hours: 48, atLeast: 20, atMost: 100 };
const AT = new Date('2019-11-01T12:00:00.400Z');
const second = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);

function write(
  article: Article,
  sections: readonly string[],
  more: Partial<ArticleWrite> = {},
): ArticleWrite {
  return {
    article,
    baseVersion: 0,
    hash: hashArticle(article),
    shownHash: hashShown(article),
    shortId: article.id.slice(-4),
    dueAt: undefined,
    changedAt: article.updatedAt,
    goneAt: undefined,
    isSmallEdit: false,
    isHeld: false,
    isErased: false,
    kept: undefined,
    tokens: searchTokens([article.headline]),
    topicIds: [],
    memberships: sections.map((value) => ({
      key: `section:${value}`,
      selector: { kind: 'section', value },
      label: value.toUpperCase(),
    })),
    mediaPaths: [],
    ...more,
  };
}

const change = (parts: Partial<Change>): Change => ({
  at: AT,
  writes: [],
  files: [],
  forgottenFiles: [],
  ...parts,
});

export const entry = (articleId: string, detail = {}): AuditEntry => ({
  actor: 'token:desk',
  action: 'update',
  articleId,
  detail,
});

const article = (id: string, more: Partial<Article> = {}): Article => buildArticle({ id, ...more });

export function storeContract(name: string, open: () => Promise<SqlDriver>): void {
  describe(`the store on ${name}`, () => {
    let driver: SqlDriver;
    let store: Store;
    /** What a caller that has just read would commit. */
    const commit = async (at: Date, ...writes: ArticleWrite[]): Promise<void> => {
      const known = await store.readArticles(writes.map((one) => one.article.id));
      const versions = new Map(known.map(({ id, version }) => [id, version]));
      const based = writes.map((one) => ({
        ...one,
        baseVersion: versions.get(one.article.id) ?? 0,
      }));
      await store.commit(change({ at, writes: based }));
    };

    beforeEach(async () => {
      driver = await open();
      store = createStore(driver);
      await store.migrate();
    });
    afterEach(() => store.close());

    test('migrates once, and again without harm', async () => {
      await commit(AT, write(article('a'), ['x']));
      await store.migrate();
      expect(await store.readArticle('a')).toMatchObject({ id: 'a', seq: 1 });
    });

    test('gives an article back as it was saved, every field', async () => {
      const full = article('a', {
        headline: 'AT&amp;T 会談 정상회담 🚀 \u{1F600}',
        standfirst: 'it\'s "quoted"',
        embargoedUntil: second(5),
        expiresAt: second(9),
        corrections: [{ at: second(1), note: 'A date was wrong' }],
        withdrawal: { at: second(2), note: 'x' },
        dateline: { raw: 'OSLO --', places: ['OSLO'] },
      });
      await commit(AT, write(full, []));
      expect((await store.readArticle('a'))?.article).toEqual(full);
    });

    test('numbers the articles of one change in order', async () => {
      await commit(AT, write(article('a'), ['x']), write(article('b'), ['x']));
      await commit(AT, write(article('c'), ['x']));
      const seqs = (await store.listArticles('', 10)).map(({ id, seq }) => [id, seq]);
      expect(seqs).toEqual([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]);
    });

    test('touches only the selectors that an article enters, changes in or leaves', async () => {
      await commit(AT, write(article('a'), ['x', 'y']), write(article('b'), ['z']));
      const seqOf = async (key: string) => (await store.selectorState(`section:${key}`))?.seq;
      expect(await Promise.all(['x', 'y', 'z'].map(seqOf))).toEqual([2, 2, 2]);
      await commit(second(10), write(article('a'), ['x', 'z']));
      expect(await Promise.all(['x', 'y', 'z'].map(seqOf))).toEqual([2, 3, 3]);
      await commit(second(20), write(article('a', { headline: 'New' }), ['x', 'z']));
      expect(await Promise.all(['x', 'y', 'z'].map(seqOf))).toEqual([4, 3, 4]);
      expect(await store.listPairs('section:y', WINDOW)).toEqual([]);
    });

    test('dates a second change in one second to the next, and never goes back', async () => {
      const changedAt = async () => (await store.selectorState('section:x'))?.changedAt.getTime();
      const whole = AT.getTime() - 400;
      await commit(AT, write(article('a'), ['x']));
      expect(await changedAt()).toBe(whole);
      await commit(AT, write(article('a', { headline: 'Two' }), ['x']));
      expect(await changedAt()).toBe(whole + 1000);
      await commit(second(-60), write(article('a', { headline: 'Three' }), ['x']));
      expect(await changedAt()).toBe(whole + 1000);
      await commit(second(60), write(article('a', { headline: 'Four' }), ['x']));
      expect(await changedAt()).toBe(whole + 60_000);
    });

    test('keeps the place in the window of a small edit', async () => {
      const old = article('a', { publishedAt: second(-999_999), updatedAt: second(-999_999) });
      const hour = { hours: 1, atLeast: 1, atMost: 10 };
      await commit(
        AT,
        write(old, ['x']),
        write(article('b', { publishedAt: AT, updatedAt: AT }), ['x']),
      );
      const edit = write({ ...old, headline: 'Typo mended' }, ['x'], {
        isSmallEdit: true,
        changedAt: AT,
      });
      await commit(second(60), edit);
      expect((await store.listPairs('section:x', hour)).map(({ id }) => id)).toEqual(['b']);
      await commit(
        second(60),
        write({ ...old, headline: 'Corrected' }, ['x'], { changedAt: second(60) }),
      );
      expect((await store.listPairs('section:x', hour)).map(({ id }) => id)).toEqual(['b', 'a']);
    });

    test('lists articles as it lists their pairs', async () => {
      const many = Array.from({ length: 30 }, (_, index) =>
        article(`id-${index}`, { publishedAt: second(index % 7), updatedAt: second(index % 7) }),
      );
      await commit(AT, ...many.map((one) => write(one, ['x'])));
      const pairs = await store.listPairs('section:x', WINDOW);
      const listed = await store.listWindow('section:x', WINDOW);
      expect(pairs).toHaveLength(30);
      expect(listed.map(({ id, shownHash }) => ({ id, shownHash }))).toEqual(pairs);
      expect(listed.map(({ article: { id } }) => id)).toEqual(pairs.map(({ id }) => id));
    });

    test('remembers a digest until the selector changes', async () => {
      await commit(AT, write(article('a'), ['x']));
      await store.saveDigest('section:x', 1, { live: 'abc', gone: 'def' });
      expect(await store.selectorState('section:x')).toMatchObject({
        digest: 'abc',
        goneDigest: 'def',
      });
      await commit(AT, write(article('b'), ['x']));
      expect((await store.selectorState('section:x'))?.digest).toBeUndefined();
      await store.saveDigest('section:x', 1, { live: 'too', gone: 'late' });
      expect((await store.selectorState('section:x'))?.digest).toBeUndefined();
    });

    test('tells what is due, and when something is due next', async () => {
      await commit(
        AT,
        write(article('a'), ['x'], { dueAt: second(60) }),
        write(article('b'), [], { dueAt: second(90) }),
      );
      expect((await store.selectorState('section:x'))?.nextDueAt).toEqual(second(60));
      expect(await store.listDue(second(59), 10, true)).toEqual([]);
      expect((await store.listDue(second(90), 10, true)).map(({ id }) => id)).toEqual(['a', 'b']);
    });

    test('applies a change wholly or not at all', async () => {
      await commit(AT, write(article('a'), ['x']));
      const broken = write(article('b'), ['x'], { shortId: null as unknown as string });
      await expect(commit(AT, write(article('c'), ['x']), broken)).rejects.toMatchObject({
        code: 'store-unavailable',
      });
      expect((await store.listArticles('', 10)).map(({ id }) => id)).toEqual(['a']);
      expect((await store.selectorState('section:x'))?.seq).toBe(1);
    });

    test('keeps the dates of settings that stay the same, and forgets digests when one changes', async () => {
      const setting = (fingerprint: string) => ({ key: 'publication', fingerprint, value: '{}' });
      await commit(AT, write(article('a'), ['x']));
      await store.saveSettings([setting('1')], AT);
      await store.saveDigest('section:x', 1, { live: 'abc', gone: 'def' });
      await store.saveSettings([setting('1')], second(60));
      expect((await store.listSettings())[0]?.changedAt.getTime()).toBe(AT.getTime() - 1_400);
      expect((await store.selectorState('section:x'))?.digest).toBe('abc');
      await store.saveSettings([setting('2')], second(60));
      expect((await store.listSettings())[0]?.changedAt.getTime()).toBe(AT.getTime() + 60_600);
      expect((await store.selectorState('section:x'))?.digest).toBeUndefined();
    });

    test('names a selector alike whatever order its labels arrive in', async () => {
      const labelled = (id: string, label: string): ArticleWrite => ({
        ...write(article(id), []),
        memberships: [{ key: 'author:jose', selector: { kind: 'author', value: 'jose' }, label }],
      });
      await commit(AT, labelled('a', 'José'));
      await commit(AT, labelled('b', 'Jose'));
      await commit(AT, labelled('c', 'josé'));
      expect(await store.listSelectors()).toEqual([
        { selector: { kind: 'author', value: 'jose' }, label: 'Jose', members: 3 },
      ]);
    });
  });
}
