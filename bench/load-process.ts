/**
 * The process that sends requests: raw sockets with keep-alive, each answer counted by its status. In a
 * closed loop a connection asks again as soon as it was answered; at a fixed rate requests are due by the
 * clock, and latency counts from when a request was due, so that a server that stalls is not excused.
 */

import { Socket } from 'node:net';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { LoadResult, LoadSpec } from './load.ts';
import { percentile } from './machine.ts';

const LOOK_MS = 2;
/** For an answer that is under way when the time is over. */
const LAST_ANSWER_MS = 10_000;

interface Connection {
  readonly socket: Socket;
  /** When the request that is under way was due; undefined: idle. */
  dueAt: number | undefined;
  head: string;
  status: number;
  /** Bytes of the body still to come; -1: the head is being read; -2: until the last chunk. */
  left: number;
}

process.on('message', (spec: LoadSpec) => {
  run(spec).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('disconnect', () => process.exit());

/** What one run knows. */
interface Run {
  readonly spec: LoadSpec;
  readonly connections: readonly Connection[];
  readonly endsAt: number;
  readonly statuses: Map<number, number>;
  /** Milliseconds of the answers that were wanted. */
  readonly latencies: number[];
  etag: string | undefined;
  request: string;
  answered: number;
  lastAt: number;
  failure: unknown;
}

async function run(spec: LoadSpec): Promise<LoadResult> {
  const current = await open(spec);
  const { connections, statuses, latencies } = current;
  for (const connection of connections) listen(current, connection);
  const startedAt = performance.now();
  if (spec.rate === undefined) for (const one of connections) ask(current, one, startedAt);
  else await pace(current, spec.rate);
  await lastAnswers(current);
  for (const { socket } of connections) socket.removeAllListeners('close').destroy();
  if (current.failure !== undefined) throw current.failure;
  return {
    requests: current.answered,
    seconds: (current.lastAt - startedAt) / 1000,
    statuses: Object.fromEntries(statuses),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

async function open(spec: LoadSpec): Promise<Run> {
  const ports = spec.ports ?? [spec.port];
  const connections = await Promise.all(
    Array.from({ length: spec.connections }, (_, at) => connect(ports[at % ports.length] ?? 0)),
  );
  const { etag } = spec;
  return {
    ...{ spec, connections, etag, request: requestOf(spec, etag) },
    ...{ endsAt: performance.now() + spec.maxMs, statuses: new Map(), latencies: [] },
    ...{ answered: 0, lastAt: 0, failure: undefined },
  };
}

function listen(current: Run, connection: Connection): void {
  const { socket } = connection;
  socket.on('data', (chunk) => take(connection, chunk, () => answered(current, connection)));
  socket.on('error', (error) => {
    current.failure = error;
  });
  socket.on('close', () => {
    current.failure ??= new Error('the server closed a connection');
  });
}

function ask(current: Run, connection: Connection, dueAt: number): void {
  connection.dueAt = dueAt;
  connection.socket.write(current.request);
}

function answered(current: Run, connection: Connection): void {
  const { spec, statuses, latencies } = current;
  const { status, dueAt = 0, head } = connection;
  current.answered += 1;
  current.lastAt = performance.now();
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (status === spec.status) latencies.push(current.lastAt - dueAt);
  connection.dueAt = undefined;
  const fresh = spec.followsEtag && status === 200 ? etagOf(head) : undefined;
  if (fresh !== undefined && fresh !== current.etag) {
    current.etag = fresh;
    current.request = requestOf(spec, fresh);
  }
  const isOver = current.answered >= spec.maxRequests || current.lastAt >= current.endsAt;
  if (spec.rate === undefined && !isOver) ask(current, connection, current.lastAt);
}

/** Those under way when the time was over. */
async function lastAnswers(current: Run): Promise<void> {
  const { connections, endsAt } = current;
  while (connections.some(({ dueAt }) => dueAt !== undefined) && current.failure === undefined) {
    await delay(LOOK_MS);
    if (performance.now() > endsAt + LAST_ANSWER_MS) {
      current.failure = new Error('an answer does not come');
    }
  }
}

function requestOf({ path, headers }: LoadSpec, etag: string | undefined): string {
  const lines = Object.entries({ ...headers, ...(etag !== undefined && { 'If-None-Match': etag }) })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${lines}\r\n`;
}

function connect(port: number): Promise<Connection> {
  return new Promise((done, fail) => {
    const socket = new Socket();
    socket.setNoDelay(true);
    socket.once('error', fail);
    socket.connect(port, '127.0.0.1', () => {
      socket.off('error', fail);
      done({ socket, dueAt: undefined, head: '', status: 0, left: -1 });
    });
  });
}

/** Sends what is due, each turn of the event loop, on connections that wait for nothing. */
async function pace(current: Run, rate: number): Promise<void> {
  const { connections, endsAt } = current;
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() < endsAt && current.failure === undefined) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * rate);
    const idle = connections.filter(({ dueAt }) => dueAt === undefined);
    for (const connection of idle.slice(0, Math.max(0, due - sent))) {
      sent += 1;
      ask(current, connection, startedAt + (sent / rate) * 1000);
    }
    await setImmediate();
  }
}

/** One answer is under way on a connection at any time: what comes belongs to it. */
function take(one: Connection, chunk: Buffer, onAnswer: () => void): void {
  if (one.left === -1) {
    const text = one.head + chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    one.head = end < 0 ? text : text.slice(0, end);
    if (end < 0) return;
    one.status = Number(one.head.slice(9, 12));
    one.left = bodyLength(one.head, one.status);
    const body = text.length - end - 4;
    if (one.left >= 0) one.left -= body;
  } else if (one.left >= 0) {
    one.left -= chunk.byteLength;
  }
  const isDone =
    one.left === 0 || (one.left === -2 && chunk.subarray(-5).toString('latin1') === '0\r\n\r\n');
  if (!isDone) return;
  onAnswer();
  one.head = '';
  one.left = -1;
}

function bodyLength(head: string, status: number): number {
  if (status === 304 || status === 204) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return length === undefined ? -2 : Number(length);
}

function etagOf(head: string): string | undefined {
  return /\r\netag: *([^\r]+)/i.exec(head)?.[1];
}
