import { describe, expect, it } from 'vitest';
import { type Article, BASE_MARK } from '../../src/model/article.ts';
import { DEFAULT_WINDOW, type Publication } from '../../src/model/publication.ts';
import { type ArticlePageOptions, renderArticlePage } from '../../src/web/article-page.ts';
import type { FeedFigures, ListedFeed } from '../../src/web/feed-item.ts';
import { type FeedPageOptions, renderFeedPage } from '../../src/web/feed-page.ts';
import { renderGonePage } from '../../src/web/gone-page.ts';
import { type IndexPageOptions, renderIndexPage } from '../../src/web/index-page.ts';
import { renderNotFoundPage } from '../../src/web/not-found-page.ts';
import { renderTopicsPage, type TopicsPageOptions } from '../../src/web/topics-page.ts';

const HOSTILE = `</title></script><script>alert(1)</script>"'&<img src=x onerror=alert(1)>`;

const PUBLICATION: Publication = {
  id: 'tag:example.com,2019:wire',
  title: 'Example Wire',
  description: 'Stories for tests.',
  language: 'en',
  timeZone: 'UTC',
  hubUrls: [],
  window: DEFAULT_WINDOW,
  text: 'full',
  correctionNotes: 'head',
  noticeDays: 14,
  maxAgeSeconds: 60,
  redirects: {},
};

function articleOf(fields: Partial<Article> = {}): Article {
  return {
    id: 'urn:uuid:1',
    slug: 'story',
    headline: 'A story',
    bodyHtml: '<p>Text.</p>',
    language: 'en',
    publishedAt: new Date('2019-01-17T08:30:00Z'),
    updatedAt: new Date('2019-01-17T08:30:00Z'),
    authors: [],
    tags: [],
    subjects: [],
    media: [],
    state: 'public',
    corrections: [],
    translations: [],
    ...fields,
  };
}

function articlePage(
  fields: Partial<Article> = {},
  options: Partial<ArticlePageOptions> = {},
): string {
  const article = articleOf(fields);
  return renderArticlePage({
    publication: PUBLICATION,
    article,
    canonicalUrl: 'https://feeds.example.com/articles/story-1',
    bodyHtml: article.bodyHtml,
    alternates: [],
    topics: [],
    baseUrl: 'https://feeds.example.com',
    ...options,
  });
}

function jsonOf(page: string): Record<string, unknown> {
  const json = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(page)?.[1];
  return JSON.parse(json ?? 'null') as Record<string, unknown>;
}

describe('renderArticlePage', () => {
  it('escapes every text of the article', () => {
    const page = articlePage(
      {
        headline: HOSTILE,
        standfirst: HOSTILE,
        byline: HOSTILE,
        section: HOSTILE,
        rights: HOSTILE,
        language: HOSTILE,
        source: { name: HOSTILE, url: `https://example.com/"${HOSTILE}` },
        dateline: { raw: HOSTILE, places: [HOSTILE] },
        corrections: [{ at: new Date(0), note: HOSTILE }],
        media: [
          {
            url: `https://example.com/${HOSTILE}`,
            type: 'image/jpeg',
            role: 'lead',
            alt: HOSTILE,
            caption: HOSTILE,
            credit: HOSTILE,
          },
        ],
      },
      {
        topics: [{ name: HOSTILE, href: HOSTILE }],
        alternates: [{ type: HOSTILE, href: HOSTILE, title: HOSTILE }],
      },
    );
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<img src=x');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script/g)).toHaveLength(1);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
  });

  it('keeps the headline intact in JSON-LD that no text can close', () => {
    const page = articlePage({ headline: HOSTILE, standfirst: '<!-- \u2028' });
    expect(jsonOf(page)).toMatchObject({ headline: HOSTILE, description: '<!-- \u2028' });
  });

  it('states the story as NewsArticle', () => {
    const page = articlePage({
      updatedAt: new Date('2019-01-18T00:00:00Z'),
      authors: [{ name: 'A. Writer', url: 'https://example.com/a' }],
      dateline: { raw: 'BEIJING (Kyodo) --', places: ['BEIJING'] },
      media: [{ url: `${BASE_MARK}/media/p.jpg`, type: 'image/jpeg', role: 'lead' }],
    });
    expect(jsonOf(page)).toEqual({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      headline: 'A story',
      url: 'https://feeds.example.com/articles/story-1',
      mainEntityOfPage: 'https://feeds.example.com/articles/story-1',
      identifier: 'urn:uuid:1',
      inLanguage: 'en',
      datePublished: '2019-01-17T08:30:00Z',
      dateModified: '2019-01-18T00:00:00Z',
      author: [{ '@type': 'Person', name: 'A. Writer', url: 'https://example.com/a' }],
      publisher: { '@type': 'Organization', name: 'Example Wire' },
      image: ['https://feeds.example.com/media/p.jpg'],
      dateline: 'BEIJING (Kyodo) --',
      locationCreated: [{ '@type': 'Place', name: 'BEIJING' }],
    });
  });

  it.each([
    [
      'a plain paragraph',
      '<p>Text.</p>',
      '<p><span class="dateline">BEIJING (Kyodo) --</span> Text.</p>',
    ],
    [
      'another block',
      '<h2>Text</h2>',
      '<p><span class="dateline">BEIJING (Kyodo) --</span></p>\n<h2>Text</h2>',
    ],
  ])('prints the dateline once, before %s', (_what, bodyHtml, expected) => {
    const page = articlePage({ bodyHtml, dateline: { raw: 'BEIJING (Kyodo) --', places: [] } });
    const text = page.slice(page.indexOf('<body>'));
    expect(text).toContain(expected);
    expect(text.split('BEIJING')).toHaveLength(2);
  });

  it('names its own page as canonical, or the page elsewhere', () => {
    expect(articlePage()).toContain(
      '<link rel="canonical" href="https://feeds.example.com/articles/story-1">',
    );
    const page = articlePage({ url: 'https://news.example.com/1?a=1&b=2' });
    expect(page).toContain('<link rel="canonical" href="https://news.example.com/1?a=1&amp;b=2">');
    expect(page.match(/rel="canonical"/g)).toHaveLength(1);
  });

  it('shows headline, standfirst, byline, dates, corrections, picture, rights, topics and feeds', () => {
    const page = articlePage(
      {
        standfirst: 'What it says.',
        byline: 'By A. Writer',
        updatedAt: new Date('2019-01-18T00:00:00Z'),
        source: { name: 'Kyodo', url: 'https://example.com/kyodo' },
        rights: '(c) Example',
        licenceUrl: 'https://example.com/licence',
        corrections: [{ at: new Date('2019-01-18T00:00:00Z'), note: 'The date was wrong.' }],
        media: [
          {
            url: `${BASE_MARK}/media/p.jpg`,
            type: 'image/jpeg',
            role: 'lead',
            width: 800,
            height: 600,
            alt: 'A table',
            caption: 'The table.',
            credit: 'Photo: X',
          },
          {
            url: 'https://example.com/talk.mp3',
            type: 'audio/mpeg',
            role: 'audio',
            caption: 'Listen',
          },
        ],
      },
      {
        topics: [{ name: 'Tables', href: '/topics/tables' }],
        alternates: [
          {
            type: 'application/rss+xml',
            href: 'https://feeds.example.com/rss.xml',
            title: 'Main (RSS)',
          },
        ],
      },
    );
    for (const part of [
      '<html lang="en">',
      '<h1>A story</h1>',
      '<p class="standfirst">What it says.</p>',
      '<p class="byline">By A. Writer</p>',
      '<a href="https://example.com/kyodo">Kyodo</a>',
      '<time datetime="2019-01-17T08:30:00Z">Thu 17 Jan 2019, 08:30 UTC</time>',
      'updated <time datetime="2019-01-18T00:00:00Z">',
      '<p>The date was wrong.',
      '<img src="https://feeds.example.com/media/p.jpg" alt="A table" width="800" height="600">',
      '<figcaption>The table. <span class="credit">Photo: X</span></figcaption>',
      '<a href="https://example.com/talk.mp3" type="audio/mpeg">Listen</a>',
      '<a rel="license" href="https://example.com/licence">(c) Example</a>',
      '<a href="/topics/tables">Tables</a>',
      '<link rel="alternate" type="application/rss+xml" href="https://feeds.example.com/rss.xml" title="Main (RSS)">',
    ]) {
      expect(page).toContain(part);
    }
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', '/\\evil.example'])(
    'links to no address like %s',
    (url) => {
      const page = articlePage({
        url,
        licenceUrl: url,
        source: { name: 'Kyodo', url },
        authors: [{ name: 'A. Writer', url }],
        media: [{ url, type: 'image/jpeg', role: 'lead' }],
      });
      expect(page).not.toContain(`href="${url}`);
      expect(page).not.toContain(`src="${url}`);
      expect(page).toContain('A. Writer');
    },
  );

  it('keeps the text direction and language of the story', () => {
    const page = articlePage({ language: 'ja', headline: '首脳会談' });
    expect(page).toContain('<html lang="ja">');
    expect(page).toContain('<article dir="auto">');
    expect(page).toContain('<header class="site" lang="en">');
  });

  it('leaves out what the article does not have', () => {
    const page = articlePage();
    expect(page).not.toMatch(/undefined|\[object|null|class="byline"|figure>|<aside|<nav|license/);
  });
});

const FIGURES: FeedFigures = {
  members: 12,
  storiesPerDay: 0.14,
  latest: {
    title: '회담',
    href: 'https://feeds.example.com/articles/a-1',
    publishedAt: new Date('2019-01-17T08:30:00Z'),
    language: 'ko',
  },
};

const INDEX: IndexPageOptions = {
  publication: PUBLICATION,
  baseUrl: 'https://feeds.example.com',
  feedGroups: [
    {
      title: 'Everything',
      feeds: [
        {
          title: 'Example Wire',
          language: 'en',
          links: [
            { label: 'RSS', href: '/rss.xml', mediaType: 'application/rss+xml' },
            { label: 'Atom', href: '/atom.xml', mediaType: 'application/atom+xml' },
            { label: 'JSON Feed', href: '/feed.json', mediaType: 'application/feed+json' },
          ],
        },
      ],
    },
    {
      title: 'Topics',
      feeds: [
        {
          title: '北朝鮮外交',
          description: HOSTILE,
          language: 'ja',
          links: [{ label: 'RSS', href: '/topics/a/rss.xml', mediaType: 'application/rss+xml' }],
        },
      ],
    },
  ],
  latest: [
    {
      title: HOSTILE,
      href: 'https://feeds.example.com/articles/a-1',
      publishedAt: new Date('2019-01-17T08:30:00Z'),
      language: 'en',
    },
  ],
  opmlHref: '/feeds.opml',
  directoryHref: '/feeds.json',
};

describe('renderIndexPage', () => {
  it('offers the main feed in three formats for discovery, and no other', () => {
    const links = renderIndexPage(INDEX).match(/<link rel="alternate"[^>]*>/g);
    expect(links).toEqual([
      '<link rel="alternate" type="application/rss+xml" href="/rss.xml" title="Example Wire (RSS)">',
      '<link rel="alternate" type="application/atom+xml" href="/atom.xml" title="Example Wire (Atom)">',
      '<link rel="alternate" type="application/feed+json" href="/feed.json" title="Example Wire (JSON Feed)">',
    ]);
  });

  it('lists every feed, the OPML and the latest stories', () => {
    const page = renderIndexPage(INDEX);
    for (const part of [
      '<a href="/feed.json" type="application/feed+json" aria-label="JSON Feed: Example Wire">JSON Feed</a>',
      '<strong lang="ja">北朝鮮外交</strong>',
      '<a href="/topics/a/rss.xml" type="application/rss+xml" aria-label="RSS: 北朝鮮外交">RSS</a>',
      '<a href="/feeds.opml" type="text/x-opml">',
      '<a href="/feeds.json" type="application/json">',
      '<a href="https://feeds.example.com/articles/a-1" lang="en">',
      '<time datetime="2019-01-17T08:30:00Z" lang="en">Thu 17 Jan 2019, 08:30 UTC</time>',
      '<link rel="canonical" href="https://feeds.example.com/">',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('escapes headlines and descriptions and runs no script', () => {
    const page = renderIndexPage(INDEX);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
  });

  it('tells how much comes in a feed, its newest story, and where the rest is', () => {
    const [main, topics] = INDEX.feedGroups;
    if (main === undefined || topics === undefined) throw new Error('no groups');
    const feeds = topics.feeds.map((feed) => ({ ...feed, href: '/topics/a', figures: FIGURES }));
    const more = { text: 'All 101 topics', href: '/topics' };
    const page = renderIndexPage({ ...INDEX, feedGroups: [main, { ...topics, feeds, more }] });
    for (const part of [
      '<strong lang="ja"><a href="/topics/a">北朝鮮外交</a></strong>',
      '<p class="pace" lang="en"><data value="0.14">0.14</data> stories a day, <data value="12">12</data> in all.</p>',
      '<p class="newest"><span lang="en">Latest:</span> <a href="https://feeds.example.com/articles/a-1" lang="ko">회담</a>, <time datetime="2019-01-17T08:30:00Z" lang="en">Thu 17 Jan 2019, 08:30 UTC</time></p>',
      '<a href="/topics">All 101 topics</a>',
    ]) {
      expect(page).toContain(part);
    }
  });

  it('is a page before the first story and the first feed', () => {
    const page = renderIndexPage({ ...INDEX, feedGroups: [], latest: [] });
    expect(page).toContain('<h1>Example Wire</h1>');
    expect(page).not.toContain('Latest');
  });
});

const FEED: FeedPageOptions = {
  publication: PUBLICATION,
  baseUrl: 'https://feeds.example.com',
  pageUrl: 'https://feeds.example.com/topics/korea',
  feed: {
    title: 'Korea',
    description: HOSTILE,
    language: 'en',
    links: [
      {
        label: 'RSS',
        href: 'https://feeds.example.com/topics/korea/rss.xml',
        mediaType: 'application/rss+xml',
      },
    ],
    figures: FIGURES,
  },
  languages: [{ language: 'ja', name: '朝鮮', href: '/topics/korea/ja' }],
  broader: [{ name: 'Asia', href: '/topics/asia' }],
  narrower: [{ name: HOSTILE, href: '/topics/talks' }],
  related: [{ name: 'Japan', href: '/topics/japan' }],
  latest: INDEX.latest,
  opmlHref: '/opml.xml',
  directoryHref: '/feeds.json',
};

describe('renderFeedPage', () => {
  it('shows name, pace, addresses in full, languages, and what is akin', () => {
    const page = renderFeedPage(FEED);
    for (const part of [
      '<title>Korea - Example Wire</title>',
      '<h1 lang="en">Korea</h1>',
      'rel="canonical" href="https://feeds.example.com/topics/korea"',
      '<data value="0.14">0.14</data> stories a day',
      'aria-label="RSS: Korea">https://feeds.example.com/topics/korea/rss.xml</a>',
      '<a href="/topics/korea/ja" hreflang="ja" lang="ja">朝鮮</a>',
      '<link rel="alternate" hreflang="ja" href="/topics/korea/ja">',
      '<h2 id="broader" lang="en">Broader topics</h2>',
      '<a href="/topics/asia" lang="en">Asia</a>',
      '<h2 id="narrower" lang="en">Narrower topics</h2>',
      '<h2 id="related" lang="en">Related topics</h2>',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/<script|<img/);
    expect(page.match(/<link rel="alternate" type/g)).toHaveLength(1);
  });

  it('leaves out what there is not', () => {
    const page = renderFeedPage({
      ...FEED,
      languages: [],
      broader: [],
      narrower: [],
      related: [],
      latest: [],
    });
    expect(page).not.toMatch(/Broader|Narrower|Related|hreflang|id="latest"/);
  });

  it.each([
    [{ members: 0, storiesPerDay: 0 }, 'No story yet.</p>'],
    [{ members: 3, storiesPerDay: 0 }, '<data value="0">0</data> stories a day'],
    [{ members: 28, storiesPerDay: 1 }, '<data value="1">1</data> story a day'],
    [
      { members: 0, storiesPerDay: 0, retired: '2019-12-31' },
      'No story. Ended on <time datetime="2019-12-31">2019-12-31</time>: nothing new comes.',
    ],
  ])('says plainly what %j means', (figures, said) => {
    expect(renderFeedPage({ ...FEED, feed: { ...FEED.feed, figures } })).toContain(said);
  });
});

describe('renderTopicsPage', () => {
  const topic = (title: string, children: readonly ListedFeed[] = []): ListedFeed => ({
    title,
    language: 'en',
    href: `/topics/${title}`,
    links: [],
    children,
  });
  const TOPICS: TopicsPageOptions = {
    publication: PUBLICATION,
    baseUrl: 'https://feeds.example.com',
    count: 201,
    topics: [topic('asia', [topic('japan')])],
    number: 2,
    pages: [
      { number: 1, first: 'aachen', href: '/topics' },
      { number: 2, first: HOSTILE, href: '/topics?page=2' },
      { number: 3, first: 'zambia', href: '/topics?page=3' },
    ],
    alternates: [],
    opmlHref: '/opml.xml?kind=topic',
    directoryHref: '/feeds.json?kind=topic',
  };

  it('nests narrower topics, and leads to the pages by their first topic', () => {
    const page = renderTopicsPage(TOPICS);
    const flat = page.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(
      '<a href="/topics/asia">asia</a></strong> <ul class="list"> <li><strong lang="en"><a href="/topics/japan">',
    );
    for (const part of [
      '201 topics, page 2 of 3.',
      '<link rel="prev" href="/topics">',
      '<link rel="next" href="/topics?page=3">',
      '<link rel="canonical" href="/topics?page=2">',
      '<a href="/topics?page=2" lang="en" aria-current="page">&lt;/title&gt;',
      '<title>Topics, page 2 - Example Wire</title>',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/<script|<img/);
  });

  it('says that there is none', () => {
    const page = renderTopicsPage({ ...TOPICS, count: 0, topics: [], number: 1, pages: [] });
    expect(page).toContain('There is no topic.');
    expect(page).not.toContain('<nav');
  });
});

describe('pages without a story', () => {
  it('shows the note of a withdrawal, escaped, and asks not to be indexed', () => {
    const page = renderGonePage({ publication: PUBLICATION, note: `Withdrawn. ${HOSTILE}` });
    expect(page).toContain('<p class="notice">Withdrawn. &lt;/title&gt;');
    expect(page).not.toContain('<script');
    expect(page).toContain('<meta name="robots" content="noindex">');
  });

  it('says that nothing is there', () => {
    const page = renderNotFoundPage({ publication: PUBLICATION, baseUrl: 'https://example.com/w' });
    expect(page).toContain('Nothing is at this address');
    expect(page).toContain('<a href="https://example.com/w/">');
  });
});
