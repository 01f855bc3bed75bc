/** The Cloudflare Workers entry for an export: its files are static assets beside the worker. No database. */

import { problemResponse } from '../http/problem.ts';
import { MANIFEST_FILE, parseManifest } from '../http/static-manifest.ts';
import { createStaticSite, type StaticSite } from '../http/static-site.ts';
import { type AssetsBinding, streamOf } from './edge-media.ts';

export interface StaticBindings {
  readonly ASSETS: AssetsBinding;
}

const ORIGIN = 'https://assets.invalid/';

// Read once per isolate: files and manifest come with one deployment, and never change apart.
const sites = new WeakMap<AssetsBinding, Promise<StaticSite | undefined>>();

export default {
  async fetch(request: Request, { ASSETS }: StaticBindings): Promise<Response> {
    const opening = sites.get(ASSETS) ?? open(ASSETS).catch(() => undefined);
    sites.set(ASSETS, opening);
    const site = await opening;
    if (site !== undefined) {
      return site(request).catch(() => problemResponse('store-unavailable'));
    }
    sites.delete(ASSETS);
    return problemResponse('store-unavailable');
  },
};

async function open(assets: AssetsBinding): Promise<StaticSite | undefined> {
  const get = (file: string) =>
    assets.fetch(ORIGIN + file.split('/').map(encodeURIComponent).join('/'));
  const read = async (file: string): Promise<Uint8Array<ArrayBuffer>> => {
    const response = await get(file);
    if (!response.ok) throw new Error(`the asset ${file} was answered with ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const manifest = parseManifest(new TextDecoder().decode(await read(MANIFEST_FILE)));
  return (
    manifest &&
    createStaticSite({
      manifest,
      read,
      stream: (file) => streamOf(get(file)),
      now: () => new Date(),
    })
  );
}
