/**
 * What every runtime must answer over HTTP, with whatever store. Knows no runtime: the target brings the
 * HTTP client, and vitest is all that is imported.
 */

import { afterAll, beforeAll, describe } from 'vitest';
import { conditionTests } from './conditions.ts';
import { discoveryTests } from './discovery.ts';
import { feedTests } from './feeds.ts';
import { type AcceptanceTarget, type Client, createClient } from './target.ts';
import { writingTests } from './writing.ts';

/** Handed to the groups before there is a server. */
export type ClientOf = () => Client;

/** `open` is called once; the sample publication must be loaded when it resolves. */
export function acceptance(
  name: string,
  open: () => Promise<AcceptanceTarget & { stop?(): Promise<void> }>,
): void {
  describe(`over HTTP, ${name}`, () => {
    let opened: (AcceptanceTarget & { stop?(): Promise<void> }) | undefined;
    let client: Client | undefined;
    beforeAll(async () => {
      opened = await open();
      client = createClient(opened);
    });
    afterAll(async () => {
      await opened?.stop?.();
    });
    const clientOf: ClientOf = () => {
      if (client === undefined) throw new TypeError('the target is not open');
      return client;
    };
    feedTests(clientOf);
    conditionTests(clientOf);
    discoveryTests(clientOf);
    writingTests(clientOf);
  });
}
