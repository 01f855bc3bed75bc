/** Miniflare as it comes with wrangler: workerd on this machine, with what it is given and nothing else. */

import { createRequire } from 'node:module';

export type MiniflareOptions = import('miniflare').MiniflareOptions;

/** The part of a client for web sockets that we use: Node 20 has none of its own. */
export interface Socket {
  on(event: 'open' | 'message' | 'error', listener: (data: unknown) => void): void;
  send(text: string): void;
  close(): void;
}

const require = createRequire(createRequire(import.meta.url).resolve('wrangler'));

export const { Miniflare } = require('miniflare') as typeof import('miniflare');

export const { WebSocket } = require('ws') as { readonly WebSocket: new (url: string) => Socket };

export const WORKERD_VERSION = (require('workerd') as { readonly version: string }).version;
