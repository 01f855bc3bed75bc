/** From a commit over the API until every feed that it touches is fresh over HTTP, with a large store. */

import { Agent, request as httpRequest } from 'node:http';
import { bodyHtml, feedsOf, idOf, type Stock } from './content.ts';
import { cpuSeconds, median, percentile, residentMb } from './machine.ts';
import { launchWireroom, type Running, TOKEN } from './processes.ts';
import type { ArrivalResult } from './results.ts';
import { rounded } from './serving.ts';

const FILES = ['rss.xml', 'atom.xml', 'feed.json'] as const;
const OTHERS = 20;
const WARM_UP = 3;

interface Reply {
  readonly status: number;
  readonly etag: string;
  readonly body: string;
}

interface Client {
  ask(path: string, more?: { method: string; body: object }): Promise<Reply>;
  close(): void;
}

/** `commits` new articles, one after the other; the first ones warm up. */
export async function measureArrival(stock: Stock, commits: number): Promise<ArrivalResult> {
  const server = await launchWireroom({ ...stock, isPinned: false });
  const client = createClient(server.port);
  try {
    return await measureOver(server, client, { stock, commits });
  } finally {
    client.close();
    await server.stop();
  }
}

async function measureOver(
  server: Running,
  client: Client,
  { stock, commits }: { stock: Stock; commits: number },
): Promise<ArrivalResult> {
  const { articles, topics } = stock;
  const others = await tagsOf(client, othersOf(stock, commits + WARM_UP));
  const took: { commit: number; rss: number; all: number }[] = [];
  let usedBefore = 0;
  for (let turn = 0; turn < WARM_UP + commits; turn += 1) {
    const index = articles + turn;
    const feeds = feedsOf(index, topics);
    // Somebody reads them: that is when freshness counts.
    for (const feed of feeds) for (const file of FILES) await client.ask(`${feed}/${file}`);
    if (turn === WARM_UP) usedBefore = cpuSeconds(server.pid);
    const one = await arrive(client, { index, topics, feeds });
    if (turn >= WARM_UP) took.push(one);
  }
  const cpuMs = ((cpuSeconds(server.pid) - usedBefore) / commits) * 1000;
  const after = await tagsOf(client, [...others.keys()]);
  return {
    articles,
    topics,
    selectors: feedsOf(articles, topics).length,
    commits,
    commitMs: rounded(median(took.map(({ commit }) => commit))),
    rssMs: rounded(median(took.map(({ rss }) => rss))),
    rssP90Ms: rounded(
      percentile(
        took.map(({ rss }) => rss),
        0.9,
      ),
    ),
    allFormatsMs: rounded(median(took.map(({ all }) => all))),
    cpuMs: rounded(cpuMs),
    othersUntouched: [...others].every(([path, etag]) => after.get(path) === etag),
    residentMb: Math.round(residentMb(server.pid)),
  };
}

async function arrive(
  client: Client,
  { index, topics, feeds }: { index: number; topics: number; feeds: readonly string[] },
) {
  const article = {
    headline: `Story ${index} of the bench`,
    bodyHtml: bodyHtml(index, { topics, text: ['It came while the bench ran.'] }),
    language: 'en',
    section: `Section ${index % 10}`,
    authors: [{ name: `Author ${index % 500}` }],
  };
  const path = `/api/articles/${encodeURIComponent(idOf(index))}`;
  const startedAt = performance.now();
  const { status, body } = await client.ask(path, { method: 'PUT', body: article });
  if (status !== 201) throw new Error(`the API answered ${status}: ${body}`);
  const commit = performance.now() - startedAt;
  await Promise.all(feeds.map((feed) => fresh(client, `${feed}/${FILES[0]}`, index)));
  const rss = performance.now() - startedAt;
  const rest = feeds.flatMap((feed) => FILES.slice(1).map((file) => `${feed}/${file}`));
  await Promise.all(rest.map((one) => fresh(client, one, index)));
  return { commit, rss, all: performance.now() - startedAt };
}

/** The first answer has to hold it: a reader does not ask twice. */
async function fresh(client: Client, path: string, index: number): Promise<void> {
  const { status, body } = await client.ask(path);
  if (status !== 200 || !body.includes(idOf(index))) {
    throw new Error(`${path} answered ${status} without the new article`);
  }
}

/** Feeds of topics that none of the new articles enters. */
function othersOf({ articles, topics }: Stock, commits: number): readonly string[] {
  const touched = new Set(
    Array.from({ length: commits }, (_, turn) => feedsOf(articles + turn, topics)).flat(),
  );
  return Array.from({ length: topics }, (_, topic) => `/topics/topic-${topic}`)
    .filter((feed) => !touched.has(feed))
    .slice(0, OTHERS)
    .map((feed) => `${feed}/${FILES[0]}`);
}

async function tagsOf(client: Client, paths: readonly string[]) {
  const tags = new Map<string, string>();
  for (const path of paths) tags.set(path, (await client.ask(path)).etag);
  return tags;
}

function createClient(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const ask: Client['ask'] = (path, more) =>
    new Promise((done, fail) => {
      const headers = more && {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
      };
      const method = more?.method ?? 'GET';
      const sent = httpRequest(
        { port, path, agent, method, ...(headers && { headers }) },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', fail);
          answer.on('end', () => {
            const { statusCode: status = 0 } = answer;
            const etag = answer.headers.etag ?? '';
            done({ status, etag, body: Buffer.concat(chunks).toString() });
          });
        },
      );
      sent.on('error', fail);
      sent.end(more && JSON.stringify(more.body));
    });
  return { ask, close: () => agent.destroy() };
}
