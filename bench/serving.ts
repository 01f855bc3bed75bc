/**
 * Requests to running servers: outcomes are checked before they are timed, and the cases take turns within
 * each round, so that a busy machine weighs on all of them.
 */

import { acceptOf, ask, type CannedCoding, headerOf, settledAnswer } from './canned.ts';
import type { Load, LoadResult, LoadSpec } from './load.ts';
import { cpuSeconds, median } from './machine.ts';
import type { Running } from './processes.ts';
import type { CaseResult } from './results.ts';

export interface Case {
  readonly name: string;
  readonly server: Running;
  readonly path: string;
  readonly coding: CannedCoding;
  /** Whether it asks with the ETag of what it was given before. */
  readonly isConditional: boolean;
  /** The case of bare node:http that it is compared with. */
  readonly peer?: string;
  readonly nginx?: string;
  /** It need not do what was asked for, only to be measured: what it does is noted. */
  readonly isForeign?: boolean;
}

export interface Effort {
  readonly rounds: number;
  readonly connections: number;
  readonly maxRequests: number;
  readonly maxMs: number;
}

/** For the compiler; the first round would pay for it. */
const WARM_UP_MS = 120;

export type Drive = (spec: LoadSpec) => Promise<LoadResult>;

interface Prepared extends Case {
  readonly spec: LoadSpec;
  readonly bytes: number;
  readonly note?: string;
  readonly micros: number[];
  readonly rates: number[];
}

/** Throws when an outcome is wrong, before or while it is timed. */
export async function measureCases(
  cases: readonly Case[],
  effort: Effort,
  { load, drive }: { readonly load: Load; readonly drive: Drive },
): Promise<readonly CaseResult[]> {
  const prepared: Prepared[] = [];
  for (const one of cases) {
    const ready = await prepare(one, effort);
    prepared.push(ready);
    await load.run({ ...ready.spec, maxMs: WARM_UP_MS });
  }
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const one of prepared) await measure(one, drive);
    for (const { server } of prepared) server.forgetLog();
  }
  return prepared.map((one) => resultOf(one, prepared));
}

async function prepare(one: Case, effort: Effort): Promise<Prepared> {
  const { server, path, coding, isConditional, isForeign } = one;
  const headers = acceptOf(coding);
  const whole = await settledAnswer(server.port, path, headers);
  const etag = isConditional ? (headerOf(whole, 'etag') ?? '"none"') : undefined;
  const sent = { ...headers, ...(etag !== undefined && { 'If-None-Match': etag }) };
  const answer = isConditional ? await ask(server.port, path, sent) : whole;
  const wanted = isConditional ? 304 : 200;
  const given = headerOf(answer, 'content-encoding') ?? 'identity';
  const isRight = answer.status === wanted && (isConditional || given === coding);
  if (!isRight && isForeign !== true) {
    throw new Error(`${one.name}: ${path} answered ${answer.status}, ${given}`);
  }
  const note = isRight ? undefined : `answers ${answer.status} ${given}`;
  const { connections, maxRequests, maxMs } = effort;
  const { status, bytes } = answer;
  const spec = { port: server.port, path, headers, etag, status, connections, maxRequests, maxMs };
  return {
    ...one,
    spec,
    bytes: bytes.byteLength,
    micros: [],
    rates: [],
    ...(note !== undefined && { note }),
  };
}

async function measure({ name, spec, server, micros, rates }: Prepared, drive: Drive) {
  const before = cpuSeconds(server.pid);
  const { requests, seconds, statuses } = await drive(spec);
  const used = cpuSeconds(server.pid) - before;
  if (statuses[spec.status] !== requests) {
    throw new Error(`${name}: ${JSON.stringify(statuses)} instead of ${spec.status}`);
  }
  micros.push((used / requests) * 1e6);
  rates.push(requests / seconds);
}

function resultOf(one: Prepared, all: readonly Prepared[]): CaseResult {
  const named = (name: string | undefined) => all.find((other) => other.name === name);
  const rate = median(one.rates);
  const cpuMicros = median(one.micros);
  const peer = named(one.peer ?? one.name);
  const nginx = named(one.nginx);
  const hello = named('hono hello');
  const { name, bytes, note } = one;
  return {
    name,
    rate: Math.round(rate),
    cpuMicros: rounded(cpuMicros),
    cpuRange: [rounded(Math.min(...one.micros)), rounded(Math.max(...one.micros))],
    // Round by round: what else the machine did then weighs on both.
    cpuRatioToNodeHttp: peer && rounded(median(ratios(peer.micros, one.micros))),
    ratioToNginx: nginx && rounded(median(ratios(one.rates, nginx.rates))),
    ratioToHono: hello && rounded(median(ratios(one.rates, hello.rates))),
    bytes,
    ...(note !== undefined && { note }),
  };
}

function ratios(above: readonly number[], below: readonly number[]): readonly number[] {
  return above.map((value, round) => value / (below[round] ?? Number.NaN));
}

export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
