/** Which servers stand beside Wireroom, and which requests they get. */

import { join } from 'node:path';
import { acceptOf, ask, type Canned, documentHeaders, takeDown } from './canned.ts';
import { writeSample } from './content.ts';
import { launchNginx, NGINX_NEEDED } from './nginx.ts';
import { freePort, launch, launchWireroom, type Running } from './processes.ts';
import type { BenchResult } from './results.ts';
import { launchRsshub, RSSHUB_NEEDED, RSSHUB_PATH } from './rsshub.ts';
import type { Case } from './serving.ts';

const MAIN = '/rss.xml';
const DOCUMENTS = [
  { name: 'small feed', path: '/topics/inter-korean-relations/rss.xml' },
  { name: 'topic feed', path: '/topics/north-korea-diplomacy/rss.xml' },
  { name: 'search feed', path: '/search/rss.xml?q=summit' },
];

export interface Servers {
  readonly fast: readonly Case[];
  /** A thousandth of the speed: they get fewer requests. */
  readonly slow: readonly Case[];
  readonly absent: BenchResult['absent'];
  stop(): Promise<void>;
}

/** All servers, each a process of its own, on the same core. */
export async function launchServers(folder: string, tools: string): Promise<Servers> {
  const sample = join(folder, 'sample');
  writeSample(sample);
  const wireroom = await launchWireroom({ folder: sample, data: join(folder, 'data') });
  const paths = [MAIN, ...DOCUMENTS.map(({ path }) => path)];
  const canned = await takeDown(wireroom.port, paths, join(folder, 'canned'));
  const peer = (kind: string): Promise<Running> => launchPeer(kind, folder);
  const [bare, hello, constant, made, nginx, rsshub] = await Promise.all([
    peer('node:http'),
    peer('hono hello'),
    peer('hono constant'),
    peer('hono feed'),
    launchNginx(canned, folder),
    launchRsshub(canned.items, { tools, folder }),
  ]);
  await assertSame(wireroom, bare, canned);
  const running = [wireroom, bare, hello, constant, made, nginx, rsshub];
  return {
    fast: [
      ...mainCases('wireroom', wireroom),
      ...documentCases('wireroom', wireroom),
      ...mainCases('node:http', bare),
      ...documentCases('node:http', bare),
      { ...plain('hono hello', hello), path: '/', peer: 'node:http hello' },
      { ...plain('node:http hello', bare), path: '/' },
      ...mainCases('hono constant', constant).filter(({ coding }) => coding === 'gzip'),
      ...(nginx === undefined ? [] : nginxCases(nginx)),
    ],
    slow: [
      ...foreignCases('hono feed+etag+compress', made, MAIN),
      ...(rsshub === undefined ? [] : foreignCases('rsshub', rsshub, RSSHUB_PATH)),
    ],
    absent: [
      ...(nginx === undefined ? [{ what: 'nginx', install: NGINX_NEEDED }] : []),
      ...(rsshub === undefined ? [{ what: 'rsshub', install: RSSHUB_NEEDED }] : []),
    ],
    stop: async () => void (await Promise.all(running.map((one) => one?.stop()))),
  };
}

async function launchPeer(kind: string, folder: string): Promise<Running> {
  const port = await freePort();
  const script = join(import.meta.dirname, 'peers.ts');
  return launch({
    command: [
      ...[process.execPath, '--import', 'tsx', script],
      ...[kind, join(folder, 'canned'), String(port)],
    ],
    port,
    logFile: join(folder, `${kind.replace(/\W/g, '-')}.log`),
  });
}

/** A comparison with fewer headers or other bytes would flatter one side. */
async function assertSame(ours: Running, theirs: Running, { documents }: Canned): Promise<void> {
  for (const { path, etag } of documents) {
    for (const headers of [{}, acceptOf('gzip'), acceptOf('br'), { 'If-None-Match': etag }]) {
      const [one, other] = await Promise.all([
        ask(ours.port, path, headers),
        ask(theirs.port, path, headers),
      ]);
      const isSame =
        one.status === other.status &&
        one.bytes.equals(other.bytes) &&
        String(documentHeaders(one)) === String(documentHeaders(other));
      if (!isSame)
        throw new Error(
          `${path}: bare node:http does not answer alike: ${one.headers}; ${other.headers}`,
        );
    }
  }
}

function plain(name: string, server: Running): Case {
  return { name, server, path: MAIN, coding: 'identity', isConditional: false };
}

function compared(one: Case, what: string): Case {
  return { ...one, name: `${one.name} ${what}`, peer: `node:http ${what}`, nginx: `nginx ${what}` };
}

function mainCases(name: string, server: Running): readonly Case[] {
  const base = plain(name, server);
  return [
    compared({ ...base, coding: 'gzip', isConditional: true }, '304'),
    compared({ ...base, coding: 'gzip' }, '200 gzip'),
    compared({ ...base, coding: 'br' }, '200 br'),
    compared(base, '200 identity'),
  ];
}

function documentCases(name: string, server: Running): readonly Case[] {
  const base: Case = { ...plain(name, server), coding: 'gzip' };
  return DOCUMENTS.map(({ name: what, path }) => compared({ ...base, path }, what));
}

/** It has no brotli by itself, and searches nothing. */
function nginxCases(server: Running): readonly Case[] {
  const all = [...mainCases('nginx', server), ...documentCases('nginx', server)];
  return all.filter(({ coding, path }) => coding !== 'br' && !path.includes('?'));
}

function foreignCases(name: string, server: Running, path: string): readonly Case[] {
  const base: Case = { ...plain(name, server), path, coding: 'gzip', isForeign: true };
  return [compared({ ...base, isConditional: true }, '304'), compared(base, '200 gzip')];
}
