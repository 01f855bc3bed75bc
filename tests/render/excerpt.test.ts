import { describe, expect, it } from 'vitest';
import { excerptHtml } from '../../src/render/excerpt.ts';

describe('excerpt', () => {
  it.each([
    ['<p>One</p><p>two</p>', 'One two'],
    ['<p>AT&amp;T &lt;b&gt;</p>', 'AT&amp;T &lt;b&gt;'],
    ['<img alt="a > b" src="x"><p>after</p>', 'after'],
    ['<figure></figure>', ''],
  ])('of %s is %j', (html, expected) => {
    expect(excerptHtml(html)).toBe(expected);
  });

  it('ends at a word', () => {
    const excerpt = excerptHtml(`<p>${'harbour '.repeat(60)}</p>`);
    expect(excerpt).toMatch(/^(?:harbour )+harbour…$/);
    expect(excerpt.length).toBeLessThanOrEqual(281);
  });

  it.each([278, 279, 280])('never cuts a reference or a character in two at %i', (length) => {
    expect(excerptHtml(`${'港'.repeat(length)}&amp;${'港'.repeat(50)}`)).not.toMatch(/&(?!amp;)/);
    expect(excerptHtml(`${'港'.repeat(length)}🚢🚢🚢`).isWellFormed()).toBe(true);
  });
});
