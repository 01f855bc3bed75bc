/** Resident memory of a server over a stock: idle, with a thousand hot feeds, after a crawl of many URLs. */

import { ask } from './canned.ts';
import type { Stock } from './content.ts';
import { residentMb } from './machine.ts';
import { launchWireroom, type Running } from './processes.ts';
import type { MemoryResult } from './results.ts';

const HOT = 1_000;
const FILES = ['rss.xml', 'atom.xml', 'feed.json'];
const AT_ONCE = 16;

export async function measureMemory(stock: Stock, crawled: number): Promise<MemoryResult> {
  const server = await launchWireroom({ ...stock, isPinned: false });
  try {
    const idleMb = mbOf(server);
    const hot = feedUrls(stock).slice(0, HOT);
    // Twice: the second answer is the hot one.
    await visit(server, [...hot, ...hot]);
    const hotMb = mbOf(server);
    const urls = crawlUrls(stock, crawled);
    await visit(server, urls.slice(0, crawled / 2));
    const halfCrawledMb = mbOf(server);
    await visit(server, urls.slice(crawled / 2));
    const crawledMb = mbOf(server);
    const { articles } = stock;
    return { articles, idleMb, hotFeeds: hot.length, hotMb, crawled, halfCrawledMb, crawledMb };
  } finally {
    await server.stop();
  }
}

function mbOf(server: Running): number {
  return Math.round(residentMb(server.pid));
}

function feedUrls({ topics }: Stock): readonly string[] {
  const names = [
    '',
    ...Array.from({ length: topics }, (_, topic) => `/topics/topic-${topic}`),
    ...Array.from({ length: topics }, (_, topic) => `/topics/topic-${topic}/en`),
    ...Array.from({ length: 500 }, (_, author) => `/authors/author-${author}`),
    ...Array.from({ length: 10 }, (_, section) => `/sections/section-${section}`),
  ];
  return FILES.flatMap((file) => names.map((name) => `${name}/${file}`));
}

/** Stored feeds first, then combinations that nobody asked for before. */
function crawlUrls(stock: Stock, count: number): readonly string[] {
  const urls = [...feedUrls(stock)];
  for (let number = 0; urls.length < count; number += 1) {
    const [one, other] = [number % stock.topics, (number * 31 + 7) % stock.topics];
    const query = `topic=topic-${one}&topic=topic-${other}&section=section-${number % 10}`;
    urls.push(`/feeds/${FILES[number % FILES.length]}?${query}&not=author-${number}`);
  }
  return urls.slice(0, count);
}

async function visit({ port }: Running, urls: readonly string[]): Promise<void> {
  const waiting = [...urls].reverse();
  const visitor = async (): Promise<void> => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      const { status } = await ask(port, url, { 'Accept-Encoding': 'gzip' });
      if (status >= 500) throw new Error(`${url} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, visitor));
}
