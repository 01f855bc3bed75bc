import { describe, expect, it } from 'vitest';
import { readHtmlPage } from '../../src/ingest/html-page.ts';

function page(head: string, body: string): string {
  return `<!doctype html><html lang="en-GB"><head><title>Title | Harbour</title>${head}</head><body>${body}</body></html>`;
}

const STORY = '<article><p>One.</p></article>';

describe('readHtmlPage', () => {
  it('takes the only article element without what stands around its text', () => {
    const html = page(
      '',
      '<nav>Menu</nav><article><header><h1>Ferry <em>late</em></h1></header><p>One.</p>' +
        '<aside>Other</aside><script>x()</script><p>Two.</p><footer>Foot</footer></article>',
    );
    expect(readHtmlPage(html)).toEqual({
      headline: 'Ferry late',
      language: 'en-GB',
      bodyHtml: '<p>One.</p><p>Two.</p>',
    });
  });

  it('keeps the picture of a figure in the body', () => {
    const figure = '<figure><img src="/p.jpg" alt="A ferry"><figcaption>Late</figcaption></figure>';
    expect(readHtmlPage(page('', `<article>${figure}<p>One.</p></article>`))['bodyHtml']).toBe(
      `${figure}<p>One.</p>`,
    );
  });

  it('leaves a page without an article element to Readability', () => {
    const sentence = 'The ferry, which was late, left the harbour, and nobody saw it. ';
    const { bodyHtml } = readHtmlPage(page('', `<div><p>${sentence.repeat(20)}</p></div>`));
    expect(bodyHtml).toContain('left the harbour');
  });

  it.each([
    ['the h1 before og:title', '<meta property="og:title" content="OG">', '<h1>H1</h1>', 'H1'],
    ['og:title before the title', '<meta property="og:title" content="OG">', '', 'OG'],
    ['the title without the site when there is nothing else', '', '', 'Title'],
  ])('takes %s as the headline', (_name, head, heading, headline) => {
    expect(readHtmlPage(page(head, heading + STORY))['headline']).toBe(headline);
  });

  it.each([
    ['<link rel="canonical" href="https://a.example/1">', { url: 'https://a.example/1' }],
    ['<meta property="og:description" content="Lead">', { standfirst: 'Lead' }],
    ['<meta name="description" content="Lead">', { standfirst: 'Lead' }],
    [
      '<meta property="article:published_time" content="2019-01-17T08:30:00Z">',
      { publishedAt: '2019-01-17T08:30:00Z' },
    ],
    [
      '<meta property="article:modified_time" content="2019-01-18T08:30:00Z">',
      { updatedAt: '2019-01-18T08:30:00Z' },
    ],
    ['<meta property="article:section" content="World">', { section: 'World' }],
    [
      '<meta property="article:tag" content="a"><meta property="article:tag" content="b">',
      { tags: ['a', 'b'] },
    ],
    ['<meta name="author" content="Hana Example">', { authors: 'Hana Example' }],
  ])('reads %s', (head, fields) => {
    expect(readHtmlPage(page(head, STORY))).toMatchObject(fields);
  });

  it('reads a NewsArticle inside the graph of JSON-LD before the meta elements', () => {
    const linked = {
      '@graph': [
        { '@type': 'WebSite', datePublished: '2001-01-01' },
        {
          '@type': 'NewsArticle',
          datePublished: '2019-01-17',
          dateModified: '2019-01-18',
          description: 'Lead',
          author: { name: 'Hana Example' },
        },
      ],
    };
    const head =
      '<meta property="article:published_time" content="2000-01-01">' +
      `<script type="application/ld+json">${JSON.stringify(linked)}</script>`;
    expect(readHtmlPage(page(head, STORY))).toMatchObject({
      publishedAt: '2019-01-17',
      updatedAt: '2019-01-18',
      standfirst: 'Lead',
      authors: [{ name: 'Hana Example' }],
    });
  });

  it('reads on when the JSON-LD is broken', () => {
    const head = '<script type="application/ld+json">{"@type":</script>';
    expect(readHtmlPage(page(head, STORY))['bodyHtml']).toBe('<p>One.</p>');
  });

  it('falls back on the time element of the article', () => {
    const html = page(
      '',
      '<article><time datetime="2019-01-17">Thursday</time><p>One.</p></article>',
    );
    expect(readHtmlPage(html)['publishedAt']).toBe('2019-01-17');
  });

  it('reads markup that is nested without end', () => {
    expect(readHtmlPage(`<article>${'<div>'.repeat(20_000)}x`)['bodyHtml']).toContain('x');
  });
});
