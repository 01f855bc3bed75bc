/**
 * RSSHub with one feed in its cache, offline: the package is no dependency of ours, and is taken from a
 * folder that it was installed into. The wrapper below puts the stories where a route would have left them
 * and listens; from there on every request runs through RSSHub's own middleware.
 */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CannedItem } from './canned.ts';
import { freePort, launch, type Running } from './processes.ts';

export const RSSHUB_PATH = '/bench/main';
/** The script asks for difflib by git, which many machines cannot reach; the registry has it too. */
export const RSSHUB_NEEDED =
  'npm i --no-save --ignore-scripts rsshub in the folder of --tools (with {"overrides":{"difflib":"0.2.4"}} in its package.json)';

/** Undefined where it is not installed. */
export async function launchRsshub(
  items: readonly CannedItem[],
  at: { readonly tools: string; readonly folder: string },
): Promise<Running | undefined> {
  if (!existsSync(join(at.tools, 'node_modules/rsshub/lib/app.js'))) return undefined;
  const port = await freePort();
  const script = join(at.folder, 'rsshub.cjs');
  writeFileSync(join(at.folder, 'rsshub.json'), JSON.stringify(dataOf(items)));
  writeFileSync(script, wrapper(at, port));
  return launch({
    command: [process.execPath, '--no-warnings', script],
    port,
    logFile: join(at.folder, 'rsshub.log'),
    cwd: at.folder,
    env: { LOGGER_LEVEL: 'error', CACHE_EXPIRE: '86400' },
    readyPath: RSSHUB_PATH,
  });
}

function dataOf(items: readonly CannedItem[]) {
  return {
    title: 'News Example',
    link: 'https://news.example/',
    description: 'News of the world',
    item: items.map(({ id, url, title, contentHtml, publishedAt }) => ({
      guid: id,
      link: url,
      title,
      description: contentHtml,
      pubDate: new Date(publishedAt).toUTCString(),
    })),
  };
}

function wrapper({ tools, folder }: { tools: string; folder: string }, port: number): string {
  const path = (...parts: string[]): string => JSON.stringify(join(...parts));
  return `const app = require(${path(tools, 'node_modules/rsshub/lib/app.js')});
const md5 = require(${path(tools, 'node_modules/rsshub/lib/utils/md5.js')});
const data = require(${path(folder, 'rsshub.json')});
app.context.cache.globalCache.set('koa-redis-cache:' + md5('${RSSHUB_PATH}'), data, 86400);
app.listen(${port}, '127.0.0.1');
`;
}
