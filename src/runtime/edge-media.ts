/** Pictures of the publication on the edge: static assets beside the worker, with a list of what they are. */

import type { MediaFile } from '../http/deps.ts';

export interface AssetsBinding {
  fetch(url: string): Promise<Response>;
}

/** What a deployment notes of each file below `/media/`, by its decoded path. */
export interface AssetList {
  readonly [path: string]: {
    readonly size: number;
    readonly contentType: string;
    /** Ms since the epoch. */
    readonly modifiedAt: number;
    /** Of its bytes: what has not changed keeps its date. */
    readonly hash: string;
  };
}

const ORIGIN = 'https://assets.invalid';
export const ASSET_LIST_PATH = '/media.json';

/** Looks a file up in the list, which is read once, and streams it from the assets. */
export function findAsset(assets: AssetsBinding): (path: string) => Promise<MediaFile | undefined> {
  let list: Promise<AssetList> | undefined;
  const read = async (): Promise<AssetList> => {
    const response = await assets.fetch(ORIGIN + ASSET_LIST_PATH);
    return response.ok ? ((await response.json()) as AssetList) : {};
  };
  return async (path) => {
    list ??= read();
    const known = await list;
    const found = Object.hasOwn(known, path) ? known[path] : undefined;
    if (found === undefined) return undefined;
    const { size, contentType, modifiedAt } = found;
    const url = `${ORIGIN}/media/${path.split('/').map(encodeURIComponent).join('/')}`;
    return {
      size,
      contentType,
      modifiedAt: new Date(modifiedAt),
      stream: () => streamOf(assets.fetch(url)),
    };
  };
}

/** A stream for what is on its way. */
export function streamOf(coming: Promise<Response>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const pipe = async (): Promise<void> => {
    const { ok, body } = await coming;
    if (!ok || body === null) throw new Error('the asset is gone');
    await body.pipeTo(writable);
  };
  pipe().catch((reason: unknown) => writable.abort(reason).catch(() => {}));
  return readable;
}
