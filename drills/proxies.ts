/**
 * The reverse proxies of `deploy/` in front of a server: what readers get through them is what the server says,
 * coded, conditional or partial, and nothing lives longer than it may. `npm run drill:proxies`
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createFolder, markdown } from '../tests/helpers/folder.ts';
import { type Answer, ask, askAndLeave } from './proxies/ask.ts';
import { type RunningProxy, startProxies } from './proxies/start.ts';
import { createReport } from './report.ts';
import { DRILL_TOKEN, startServer } from './server.ts';

const STORIES = 120;
const LEAVERS = 40;
/** How long the story lives that no proxy may show any longer. */
const LIFE_MS = 6_000;
/** Answers end by whole seconds, and the server looks at the clock each second. */
const GRACE_MS = 2_500;

/** What has to come through as it was sent. */
const KEPT_HEADERS = [
  ...['etag', 'last-modified', 'cache-control', 'cdn-cache-control', 'vary', 'link'],
  ...['content-type', 'content-encoding', 'content-length', 'location', 'retry-after', 'allow'],
  ...['access-control-allow-origin', 'access-control-expose-headers', 'im', 'delta-base'],
];

const report = createReport('drill:proxies');
const folder = createFolder();
const data = mkdtempSync(join(tmpdir(), 'wireroom-drill-'));
for (let index = 0; index < STORIES; index += 1) {
  const text = `Envoys meet ${index}`;
  folder.write(`file-${index}.md`, markdown(text, 'section: World\ntags: [diplomacy]'));
}
const origin = await startServer({ folder: folder.path, data });
await loaded();
const { proxies, missing } = await startProxies({
  originUrl: origin.url,
  folder: join(data, 'proxies'),
});
try {
  for (const name of missing) report.figure(name, 'not tried: the program is not installed');
  for (const proxy of proxies) await drillAnswers(proxy);
  for (const proxy of proxies) await drillDeltas(proxy);
  for (const proxy of proxies) await drillWriting(proxy);
  for (const proxy of proxies) await drillLeavers(proxy);
  await drillEnd();
} finally {
  await Promise.all([origin.kill(), ...proxies.map((proxy) => proxy.stop())]);
  folder.destroy();
  rmSync(data, { recursive: true, force: true });
}
report.finish();

async function loaded(): Promise<void> {
  for (;;) {
    const { status } = JSON.parse((await ask(`${origin.url}/healthz`)).body.toString());
    // Last-Modified is never later than now: it stands still once the second of the last change is over.
    await sleep(1_500);
    if (status === 'ok') return;
  }
}

/** Every kind of answer, asked in every way, is the one that the server gives by itself. */
async function drillAnswers(proxy: RunningProxy): Promise<void> {
  const { headers } = await ask(`${origin.url}/rss.xml`);
  const [tag = '', date = ''] = [headers['etag'], headers['last-modified']];
  const ways: readonly Record<string, string>[] = [
    {},
    { 'accept-encoding': 'gzip' },
    { 'accept-encoding': 'gzip, br' },
    { 'accept-encoding': 'identity' },
    { 'if-none-match': tag },
    { 'if-none-match': tag.replace('W/', '') },
    { 'if-none-match': `"other", ${tag}`, 'accept-encoding': 'gzip' },
    { 'if-none-match': '"other"', 'if-modified-since': date },
    { 'if-modified-since': date },
    { 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'ftp', host: 'evil.example' },
  ];
  const paths = [
    '/rss.xml',
    '/',
    '/sections/world/feed.json',
    '/feeds/atom.xml?section=world',
    '/archive/1/atom.xml',
    '/no-such',
    '/healthz',
    '/topics',
  ];
  let asked = 0;
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
      for (const way of ways) {
        // Twice, so that the second may come from a cache.
        for (let turn = 0; turn < 2; turn += 1)
          await compare(proxy, path, { method, headers: way });
        asked += 2;
      }
    }
  }
  report.figure(`${proxy.name}: answers compared`, asked);
}

async function compare(
  proxy: RunningProxy,
  path: string,
  question: { readonly method: string; readonly headers: Record<string, string> },
): Promise<void> {
  const [own, seen] = [
    await ask(origin.url + path, question),
    await ask(proxy.url + path, question),
  ];
  const what = `${proxy.name}: ${question.method} ${path} ${JSON.stringify(question.headers)} ${own.status}`;
  if (own.status !== seen.status) {
    report.fault(`${what}: ${seen.status}, not ${own.status}`, `${proxy.name}: status`);
    return;
  }
  for (const name of KEPT_HEADERS) {
    if (own.headers[name] === seen.headers[name]) continue;
    // An answer without a body may say so.
    if (name === 'content-length' && seen.headers[name] === '0' && own.body.length === 0) continue;
    report.fault(
      `${what}: ${name} is ${seen.headers[name]}, not ${own.headers[name]}`,
      `${proxy.name}: ${name}`,
    );
  }
  if (!textOf(own).equals(textOf(seen)))
    report.fault(`${what}: another body`, `${proxy.name}: body`);
}

function textOf({ headers, body }: Answer): Buffer {
  if (body.length === 0) return body;
  if (headers['content-encoding'] === 'gzip') return gunzipSync(body);
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(body);
  return body;
}

/** A delta is for who asked for it: nobody else is given it, and it leads from the state that was named. */
async function drillDeltas(proxy: RunningProxy): Promise<void> {
  const base = (await ask(`${proxy.url}/atom.xml`)).headers['etag'] ?? '';
  await publish(`urn:drill:${proxy.name}:delta`, {});
  const delta = await ask(`${proxy.url}/atom.xml`, {
    headers: { 'a-im': 'feed', 'if-none-match': base },
  });
  report.figure(`${proxy.name}: asked for a delta`, delta.status);
  const isPart = delta.status === 226 && delta.headers['delta-base'] === base;
  if (!isPart && (proxy.isCache ? ![200, 304].includes(delta.status) : true)) {
    report.fault(`${proxy.name}: ${delta.status} from ${delta.headers['delta-base']}`);
  }
  if (delta.status === 226 && delta.headers['cache-control'] !== 'no-store') {
    report.fault(`${proxy.name}: a delta that may be kept`);
  }
  const whole = await ask(`${proxy.url}/atom.xml`);
  const entries = whole.body.toString().split('<entry').length;
  if (whole.status !== 200 || entries < 20) {
    report.fault(`${proxy.name}: ${whole.status} with ${entries} entries after a delta`);
  }
}

async function publish(id: string, more: Record<string, unknown>): Promise<void> {
  const article = {
    headline: id,
    bodyHtml: '<p>Text.</p>',
    section: 'World',
    language: 'en',
    ...more,
  };
  const path = `/api/articles/${encodeURIComponent(id)}`;
  const { status } = await origin.call('PUT', path, article);
  if (status >= 300) throw new Error(`the story is refused: ${status}`);
}

/** Writing is never answered by a cache, and what is too long is refused. */
async function drillWriting(proxy: RunningProxy): Promise<void> {
  const headers = { authorization: `Bearer ${DRILL_TOKEN}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ headline: 'x'.repeat(5 * 1024 * 1024) });
  // The server answers before it has read everything: who is still sending may see the end of the connection only.
  const refused = await ask(`${proxy.url}/api/articles`, { method: 'POST', headers, body }).catch(
    () => undefined,
  );
  report.figure(`${proxy.name}: 5 MiB to the API`, refused?.status ?? 'cut off');
  if (refused !== undefined && ![413, 502].includes(refused.status)) {
    report.fault(`${proxy.name}: ${refused.status} for 5 MiB`);
  }
  const lists = [
    await ask(`${proxy.url}/api/articles`, { headers }),
    await ask(`${proxy.url}/api/articles`),
  ];
  for (const { status, headers: told } of lists) {
    if (status !== 200 || told['x-cache'] !== undefined)
      report.fault(`${proxy.name}: the API is kept`);
  }
}

/** Clients that go away in the middle of an answer cost nothing. */
async function drillLeavers(proxy: RunningProxy): Promise<void> {
  await Promise.all(Array.from({ length: LEAVERS }, () => askAndLeave(proxy.url, '/atom.xml')));
  const startedAt = performance.now();
  const { status } = await ask(`${proxy.url}/atom.xml`);
  report.figure(
    `${proxy.name}: ms after ${LEAVERS} clients left`,
    Math.round(performance.now() - startedAt),
  );
  if (status !== 200) report.fault(`${proxy.name}: ${status} after clients left`);
}

/** A story that expires is shown by nobody after that, not even in place of a server that is gone. */
async function drillEnd(): Promise<void> {
  const paths = ['/rss.xml', '/sections/world/atom.xml'];
  const shown = async (proxy: RunningProxy, path: string): Promise<Answer> => ask(proxy.url + path);
  await publish('urn:drill:short', {
    headline: 'Short life',
    expiresAt: new Date(Date.now() + LIFE_MS).toISOString(),
  });
  for (const proxy of proxies.filter(({ isCache }) => isCache)) {
    // What was kept before the story came may go on for its own time: another address is not kept yet.
    report.figure(
      `${proxy.name}: kept before`,
      (await shown(proxy, '/rss.xml')).headers['x-cache'] ?? '',
    );
  }
  const fresh = '/feeds/atom.xml?section=world&lang=en';
  for (const proxy of proxies) {
    const { body } = await shown(proxy, fresh);
    if (!body.includes('Short life')) report.fault(`${proxy.name}: ${fresh} is not fresh`);
  }
  await sleep(LIFE_MS + GRACE_MS);
  for (const proxy of proxies) {
    for (const path of [...paths, fresh]) {
      const { body } = await shown(proxy, path);
      if (body.includes('Short life'))
        report.fault(`${proxy.name}: ${path} shows an expired story`);
    }
  }
  await drillOutage();
}

async function drillOutage(): Promise<void> {
  const path = '/feeds/rss.xml?section=world&lang=en';
  const end = Date.now() + LIFE_MS;
  await publish('urn:drill:last', {
    headline: 'Last words',
    expiresAt: new Date(end).toISOString(),
  });
  for (const proxy of proxies) await ask(proxy.url + path);
  await origin.stop();
  for (const proxy of proxies) {
    const { status, headers } = await ask(proxy.url + path);
    report.figure(`${proxy.name}: with the server gone`, `${status} ${headers['x-cache'] ?? ''}`);
    if (status !== (proxy.isCache ? 200 : 502)) report.fault(`${proxy.name}: ${status}`);
  }
  await sleep(Math.max(0, end - Date.now()) + GRACE_MS);
  for (const proxy of proxies) {
    const { status, body } = await ask(proxy.url + path);
    report.figure(`${proxy.name}: once a story in it has expired`, status);
    if (body.includes('Last words')) report.fault(`${proxy.name}: shows an expired story`);
  }
}
