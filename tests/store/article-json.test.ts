import { expect, it } from 'vitest';
import { decodeArticle, encodeArticle } from '../../src/store/article-json.ts';
import { buildArticle } from '../helpers/build.ts';

const at = new Date('2019-10-05T09:00:00Z');

it('gives an article back, every instant of it', () => {
  const article = buildArticle({
    embargoedUntil: at,
    expiresAt: at,
    corrections: [{ at, note: 'The day was wrong.' }],
    withdrawal: { at, note: 'Filed twice.', noticeUntil: new Date('2019-10-19T09:00:00Z') },
    goneAt: at,
    backCatalogue: true,
  });
  expect(decodeArticle(encodeArticle(article))).toEqual(article);
});

// Other bytes would be another hash, and a change of every feed that the article is in.
it('writes an article without what was added later as it always did', () => {
  const article = buildArticle({ id: 'a', withdrawal: { at, note: 'x' } });
  expect(encodeArticle(article)).toBe(
    '{"authors":[],"bodyHtml":"<p>Envoys of both countries met.</p>","corrections":[],' +
      '"headline":"Envoys meet in Stockholm","id":"a","language":"en","media":[],' +
      '"publishedAt":1570266000000,"slug":"envoys-meet","state":"public","subjects":[],"tags":[],' +
      '"translations":[],"updatedAt":1570266000000,"withdrawal":{"at":1570266000000,"note":"x"}}',
  );
});
