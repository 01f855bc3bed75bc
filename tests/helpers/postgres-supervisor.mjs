// Owns one temporary PostgreSQL cluster: makes it, runs it, and removes it as soon as standard input
// ends, which is also what happens when the process that started this one dies, however it dies.
//
// Argument: the folder of the programs initdb and postgres.
// Standard output: one line, `ready <port>` or else the reason why there is no server.
import { spawn } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** `nobody` on Debian: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const POLL_MS = 10;

const [binaries = ''] = process.argv.slice(2);
const isRoot = process.getuid?.() === 0;
const folder = mkdtempSync(join(tmpdir(), 'wireroom-postgres-'));
const data = join(folder, 'data');
const logFile = join(folder, 'log');
const ended = new AbortController();

process.stdin.on('end', () => ended.abort()).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => ended.abort());
// Who started this may not be there to read the line.
process.stdout.on('error', () => {});

try {
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  await createCluster();
  const port = await findPort();
  const server = startServer(port);
  await Promise.race([server, untilReady()]);
  console.log(`ready ${port}`);
  await server;
} catch (error) {
  console.log(`${error.message} (${lastWords()})`);
} finally {
  ended.abort();
  process.stdin.destroy();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

async function createCluster() {
  const options = ['-D', data, '-A', 'trust', '-U', 'wireroom', '-E', 'UTF8', '--no-sync'];
  try {
    await run('initdb', [...options, '--locale=C.UTF-8']);
  } catch (error) {
    if (ended.signal.aborted) throw error;
    // Not every system knows C.UTF-8.
    await run('initdb', [...options, '--locale=C']);
  }
}

/** PostgreSQL cannot be told to choose its own port. */
function findPort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Settles when the server has ended. Its data ends with it, so nothing waits for the disk. */
function startServer(port) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return run('postgres', ['-D', data, ...options]);
}

/** Asks the cluster's own folder, because another server might answer on the port. */
async function untilReady() {
  while (!isReady() && !ended.signal.aborted) await setTimeout(POLL_MS);
}

/** The eighth line of postmaster.pid is the state of the server, as pg_ctl reads it. */
function isReady() {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready';
  } catch {
    return false; // not written yet
  }
}

/** Settles when the program has ended, by itself or because its time is over. */
function run(program, options) {
  const log = openSync(logFile, 'a');
  const child = spawn(join(binaries, program), options, {
    cwd: folder,
    // Not the PGDATA, PGOPTIONS or locale of the person who runs the tests.
    env: { PATH: process.env.PATH },
    stdio: ['ignore', log, log],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  closeSync(log);
  // The fast shutdown of PostgreSQL: it does not wait for clients.
  const stop = () => child.kill('SIGINT');
  if (ended.signal.aborted) stop();
  ended.signal.addEventListener('abort', stop);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      ended.signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(new Error(`${program} failed`));
    });
  });
}

function lastWords() {
  try {
    return readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join(' ');
  } catch {
    return 'it left no log';
  }
}
