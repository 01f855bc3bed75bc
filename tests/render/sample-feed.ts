/** Builders: every field has a sensible default, so a test shows only what matters. */

import type { Entry, Feed } from '../../src/model/feed.ts';

export function entry(fields: Partial<Entry> = {}): Entry {
  return {
    id: 'urn:uuid:0190a0c4-7a10-7cc3-9d2e-3b1f5a6c7d8e',
    url: 'https://news.example/articles/ferry-timetable-1a2b3c',
    title: 'Harbour ferry moves to winter timetable',
    language: 'en',
    publishedAt: new Date('2026-11-20T06:30:00Z'),
    updatedAt: new Date('2026-11-20T06:30:00Z'),
    authors: [],
    tags: [],
    subjects: [],
    media: [],
    ...fields,
  };
}

export function feed(fields: Partial<Feed> = {}): Feed {
  return {
    id: 'tag:news.example,2026:feeds/main',
    title: 'Harbour News',
    description: 'News from the harbour, in the order it happened',
    language: 'en',
    homeUrl: 'https://news.example/',
    selfUrl: 'https://news.example/rss.xml',
    updatedAt: new Date('2026-11-21T09:05:00Z'),
    publisher: { name: 'Harbour News' },
    hubUrls: [],
    ttlMinutes: 5,
    entries: [],
    isAuthorless: (fields.entries ?? []).every(({ authors }) => authors.length === 0),
    ...fields,
  };
}

const MEDIA_TOPICS = 'http://cv.iptc.org/newscodes/mediatopic/';

/** Every field filled: a corrected wire story with a picture in the text, sound and film. */
const CORRECTED = entry({
  id: 'urn:uuid:0190a0c4-7a10-7cc3-9d2e-000000000001',
  url: 'https://news.example/articles/port-dues-4d5e6f?edition=a&view=full',
  title: 'Port dues: AT&T pier pays 1 < 2 shares',
  summary: 'Two piers & one tariff; the council votes when dues < costs.',
  contentHtml:
    '<p>The council meets on Friday.</p>\n<pre>  ]]&gt; and ]]> and again ]]></pre>\n' +
    '<figure><img src="https://news.example/media/pier.jpg?w=1200&amp;h=800" alt="The pier"></figure>',
  updatedAt: new Date('2026-11-21T09:05:00Z'),
  authors: [
    { name: 'City Desk', url: 'https://news.example/authors/city-desk' },
    { name: 'Night Desk', email: 'night@news.example' },
  ],
  source: {
    name: 'Example Wire',
    url: 'https://wire.example/stories/port-dues',
    feedUrl: 'https://wire.example/feed.xml',
  },
  section: 'Business',
  tags: ['harbour', 'R&D <pilot>'],
  subjects: [{ uri: `${MEDIA_TOPICS}20000638`, label: 'foreign policy' }],
  media: [
    {
      url: 'https://news.example/media/pier.jpg?w=1200&h=800',
      type: 'image/jpeg',
      role: 'lead',
      width: 1200,
      height: 800,
    },
    {
      url: 'https://news.example/media/crane.png?a=1&b=2',
      type: 'image/png',
      role: 'gallery',
      bytes: 52_311,
      width: 640,
      height: 480,
      alt: 'A crane',
      caption: 'The crane & the "old" quay',
      credit: 'Example Wire',
    },
    { url: 'https://news.example/media/meeting.mp3', type: 'audio/mpeg', role: 'audio' },
    {
      url: 'https://news.example/media/meeting.mp4',
      type: 'video/mp4',
      role: 'video',
      bytes: 9_000_000,
      caption: 'The meeting on film',
    },
  ],
  rights: '© 2026 Example Wire',
  licenceUrl: 'https://wire.example/licence',
});

const JAPANESE = entry({
  id: 'urn:uuid:0190a0c4-7a10-7cc3-9d2e-000000000002',
  url: 'https://news.example/articles/x-77aa88',
  title: '港の渡し船、冬の時刻表へ 🚢',
  contentHtml: '<p>渡し船は冬の時刻表に移る。</p>',
  language: 'ja',
  publishedAt: new Date('2026-11-20T05:00:00Z'),
  updatedAt: new Date('2026-11-20T05:00:00Z'),
  media: [
    {
      url: 'https://news.example/media/ferry.jpg',
      type: 'image/jpeg',
      role: 'lead',
      caption: '渡し船',
    },
  ],
});

/** As under the text policy `summary`; may be shown for a week. */
const SUMMARY_ONLY = entry({
  id: 'tag:news.example,2026:stories/3',
  summary: 'Boats leave every half hour from Monday.',
  validUntil: new Date('2026-11-27T06:30:00Z'),
  section: 'Transport',
  tags: ['harbour'],
});

export const SAMPLE_FEED: Feed = feed({
  title: 'Harbour News & Tides',
  publisher: {
    name: 'Harbour News',
    url: 'https://news.example/',
    email: 'editor@news.example',
  },
  rights: '© 2026 Harbour News',
  licenceUrl: 'https://creativecommons.org/licenses/by/4.0/',
  iconUrl: 'https://news.example/icon.png',
  hubUrls: ['https://news.example/hub', 'https://hub.example/'],
  entries: [CORRECTED, SUMMARY_ONLY, JAPANESE],
});
