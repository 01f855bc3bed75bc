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

async function run(spec: LoadSpec): Promise<LoadResult> {
  const statuses = new Map<number, number>();
  const latencies: number[] = [];
  let etag = spec.etag;
  let bytes = requestOf(spec, etag);
  let failure: unknown;
  let answered = 0;
  let lastAt = 0;
  const ports = spec.ports ?? [spec.port];
  const connections = await Promise.all(
    Array.from({ length: spec.connections }, (_, at) => connect(ports[at % ports.length] ?? 0)),
  );
  const ask = (connection: Connection, dueAt: number): void => {
    connection.dueAt = dueAt;
    connection.socket.write(bytes);
  };
  const endsAt = performance.now() + spec.maxMs;
  const isOver = (): boolean => answered >= spec.maxRequests || performance.now() >= endsAt;
  const onAnswer = (connection: Connection): void => {
    answered += 1;
    lastAt = performance.now();
    const { status, dueAt = 0, head } = connection;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status === spec.status) latencies.push(lastAt - dueAt);
    connection.dueAt = undefined;
    const fresh = spec.followsEtag && status === 200 ? etagOf(head) : undefined;
    if (fresh !== undefined && fresh !== etag) {
      etag = fresh;
      bytes = requestOf(spec, etag);
    }
    if (spec.rate === undefined && !isOver()) ask(connection, lastAt);
  };
  for (const connection of connections) {
    connection.socket.on('data', (chunk) => take(connection, chunk, onAnswer));
    connection.socket.on('error', (error) => {
      failure = error;
    });
    connection.socket.on('close', () => {
      failure ??= new Error('the server closed a connection');
    });
  }
  const startedAt = performance.now();
  if (spec.rate === undefined) for (const one of connections) ask(one, startedAt);
  else await pace(connections, { rate: spec.rate, endsAt, ask });
  while (connections.some(({ dueAt }) => dueAt !== undefined) && failure === undefined) {
    await delay(LOOK_MS);
    if (performance.now() > endsAt + LAST_ANSWER_MS) failure = new Error('an answer does not come');
  }
  const seconds = (lastAt - startedAt) / 1000;
  for (const { socket } of connections) socket.removeAllListeners('close').destroy();
  if (failure !== undefined) throw failure;
  return {
    requests: answered,
    seconds,
    statuses: Object.fromEntries(statuses),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
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
async function pace(
  connections: readonly Connection[],
  {
    rate,
    endsAt,
    ask,
  }: { rate: number; endsAt: number; ask: (one: Connection, at: number) => void },
): Promise<void> {
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() < endsAt) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * rate);
    const idle = connections.filter(({ dueAt }) => dueAt === undefined);
    for (const connection of idle) {
      if (sent >= due) break;
      sent += 1;
      ask(connection, startedAt + (sent / rate) * 1000);
    }
    await setImmediate();
  }
}

/** One answer is under way on a connection at any time: what comes belongs to it. */
function take(one: Connection, chunk: Buffer, onAnswer: (one: Connection) => void): void {
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
  onAnswer(one);
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
