/**
 * What a start costs over a folder of many files: the first one reads them all and serves what it has
 * meanwhile; the second one, with nothing changed, reads none. Prints times as they were, and exits
 * non-zero when the second start reads a file. `npm run bench:start -- --files 100000 --json`
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
  },
});
const FILES = Number(flags.files);
/** A file system is slow with more names in one folder. */
const FILES_A_FOLDER = 1_000;
const LONGEST_MS = 30 * 60_000;
const LOOK_MS = 250;

interface Start {
  /** Until the line that says where it listens. */
  readonly listeningMs: number;
  /** Until the main feed was answered with at least one story. */
  readonly servingMs: number;
  /** Until every file was looked at. */
  readonly completeMs: number;
  readonly filesRead: number;
  /** Stories that the main feed's store held when it was first answered. */
  readonly loadedWhenServing: number;
  readonly residentMb: number;
}

const folder = mkdtempSync(join(tmpdir(), 'wireroom-bench-'));
try {
  writeFolder();
  const first = await start();
  const second = await start();
  print(first, second);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeFolder(): void {
  writeFileSync(
    join(folder, 'publication.yaml'),
    'id: tag:news.example,2026:bench\ntitle: News Example\nlanguage: en\n',
  );
  mkdirSync(join(folder, 'topics'));
  writeFileSync(
    join(folder, 'topics/diplomacy.yaml'),
    'id: diplomacy\nname: {en: Diplomacy}\nmatch:\n  - {any: [envoy, talks, summit]}\n',
  );
  const body = 'The envoys reviewed what was agreed in spring and named dates. '.repeat(14);
  for (let index = 0; index < FILES; index += 1) {
    const part = join(folder, `part-${Math.floor(index / FILES_A_FOLDER)}`);
    if (index % FILES_A_FOLDER === 0) mkdirSync(part);
    const at = new Date(Date.UTC(2020, 0, 1) + index * 60_000).toISOString();
    const front = `headline: Story ${index}\npublishedAt: ${at}\nsection: Section ${index % 10}`;
    writeFileSync(join(part, `${index}.md`), `---\n${front}\n---\n${body} Story ${index}.\n`);
  }
}

async function start(): Promise<Start> {
  const startedAt = performance.now();
  const since = (): number => Math.round(performance.now() - startedAt);
  const child = spawn(
    process.execPath,
    ['src/cli/wireroom.mjs', 'serve', folder, '--port', '0', '--data', join(folder, '.data')],
    { cwd: resolve(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const synced = new Promise<{ read: number; at: number }>((done) => {
    createInterface(child.stderr).on('line', (line) => {
      const read = /"message":"synced".*"read":(\d+)/.exec(line)?.[1];
      if (read !== undefined) done({ read: Number(read), at: since() });
    });
  });
  const listening = new Promise<{ url: string; at: number }>((done) => {
    createInterface(child.stdout).on('line', (line) => {
      const url = /^listening on (\S+)$/.exec(line)?.[1];
      if (url !== undefined) done({ url, at: since() });
    });
  });
  const late = setTimeout(kill, LONGEST_MS);
  const { url, at: listeningMs } = await listening;
  const serving = await untilServing(url);
  const servingMs = since();
  const { read, at: completeMs } = await synced;
  const residentMb = Math.round(residentBytes(child.pid) / 1024 / 1024);
  clearTimeout(late);
  process.off('exit', kill);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return {
    listeningMs,
    servingMs,
    completeMs,
    filesRead: read,
    loadedWhenServing: serving,
    residentMb,
  };
}

/** Number of changes in the store when the feed first had a story. */
async function untilServing(url: string): Promise<number> {
  for (;;) {
    const feed = await fetch(`${url}/feed.json`);
    const items = feed.ok ? ((await feed.json()) as { items: unknown[] }).items : [];
    if (items.length > 0) {
      const health = (await (await fetch(`${url}/healthz`)).json()) as { seq: number };
      return health.seq;
    }
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

function residentBytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    // Only Linux tells.
    return 0;
  }
}

function print(first: Start, second: Start): void {
  const machine = `${os.cpus()[0]?.model.trim()} x ${os.cpus().length}, Node ${process.version}`;
  const date = new Date().toISOString();
  if (flags.json) {
    console.log(JSON.stringify({ machine, date, files: FILES, first, second }, undefined, 2));
  } else {
    console.log(`${machine}, ${date}, ${FILES} files; milliseconds`);
    for (const [name, one] of Object.entries({ first, second })) {
      console.log(`${name} start: ${JSON.stringify(one)}`);
    }
  }
  const reads = first.filesRead === FILES && second.filesRead === 0;
  if (!reads) console.error(`fault: ${first.filesRead} files were read, then ${second.filesRead}`);
  process.exitCode = reads ? 0 : 1;
}
