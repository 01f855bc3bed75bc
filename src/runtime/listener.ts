/** The port between a server and the HTTP server of a runtime: one listener per runtime implements it. */

import type { HotAnswer, HotRequest } from '../http/hot-documents.ts';
import { AppError } from '../model/errors.ts';

/** Requests under way have this long to end when the server stops. */
export const DRAIN_MS = 3_000;
/** Bytes of headers; long lists of entity tags stay well below. */
export const MAX_HEADER_BYTES = 16_384;

export type RequestHandler = (request: Request) => Response | Promise<Response>;

export interface Handlers {
  readonly handle: RequestHandler;
  /** Asked before a Request is made, where a runtime's own form of one is cheaper; undefined: `handle` it. */
  readonly answerAtOnce?: (request: HotRequest) => HotAnswer | undefined;
}

export interface Address {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
}

export interface Listener {
  /** As bound. */
  readonly port: number;
  /** Takes no more connections, lets requests under way end for DRAIN_MS, then cuts them off. */
  close(): Promise<void>;
}

/** Throws AppError `conflict` when the address cannot be had. */
export type Listen = (address: Address, handlers: Handlers) => Promise<Listener>;

/** The listener of the runtime that this is. The others are not loaded. */
export async function listen(address: Address, handlers: Handlers): Promise<Listener> {
  return (await listenHere())(address, handlers);
}

async function listenHere(): Promise<Listen> {
  if ('Deno' in globalThis) return (await import('./listen-deno.ts')).listenOnDeno;
  if ('Bun' in globalThis) return (await import('./listen-bun.ts')).listenOnBun;
  return (await import('./listen-node.ts')).listenOnNode;
}

export function cannotListen({ host, port }: Address, cause: unknown): AppError {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  const hint = code === 'EADDRINUSE' ? '; give another with --port' : '';
  return new AppError('conflict', `cannot listen on ${host}:${port}: ${message}${hint}`, { cause });
}
