/** What a reader finds in a feed document. By pattern: the serializers are checked elsewhere. */

export interface ReadEntry {
  readonly id: string;
  /** Undefined where the format does not tell. */
  readonly published: string | undefined;
  readonly updated: string | undefined;
}

export interface ReadFeed {
  readonly updated: string | undefined;
  readonly entries: readonly ReadEntry[];
  readonly tombstones: readonly { readonly id: string; readonly when: string }[];
}

export function readFeed(path: string, text: string): ReadFeed {
  if (path.endsWith('.json')) return readJsonFeed(text);
  return path.endsWith('rss.xml') ? readRss(text) : readAtom(text);
}

function readJsonFeed(text: string): ReadFeed {
  const { items } = JSON.parse(text) as {
    items: { id: string; date_published: string; date_modified?: string }[];
  };
  const entries = items.map(({ id, date_published, date_modified }) => ({
    id,
    published: date_published,
    updated: date_modified ?? date_published,
  }));
  return { updated: undefined, entries, tombstones: [] };
}

function readRss(text: string): ReadFeed {
  const [head = '', ...items] = text.split('<item>');
  const entries = items.map((item) => {
    const date = new Date(element(item, 'pubDate') ?? '');
    const published = `${date.toISOString().slice(0, 19)}Z`;
    return {
      id: element(item, 'guid') ?? '',
      published,
      updated: element(item, 'atom:updated') ?? published,
    };
  });
  const built = element(head, 'lastBuildDate');
  const updated = built === undefined ? undefined : new Date(built).toISOString();
  return { updated, entries, tombstones: [] };
}

function readAtom(text: string): ReadFeed {
  const [head = '', ...items] = text.split('<entry');
  const entries = items.map((item) => ({
    id: element(item, 'id') ?? '',
    published: element(item, 'published'),
    updated: element(item, 'updated'),
  }));
  const tombstones = [...text.matchAll(/<at:deleted-entry ref="([^"]*)" when="([^"]*)"/g)].map(
    ([, ref = '', when = '']) => ({ id: decode(ref), when }),
  );
  return { updated: element(head, 'updated'), entries, tombstones };
}

function element(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(xml) ?? [];
  return text === undefined ? undefined : decode(text);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? all;
    return String.fromCodePoint(
      hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16),
    );
  });
}
