/** Media types by file extension: true registered types only (`image/jpeg`, never `image/jpg`). */

const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
};

/** The type of the file that a path or URL names; undefined for an extension that is not served or shown. */
export function mediaTypeOf(pathOrUrl: string): string | undefined {
  const extension = /\.([a-z0-9]{2,4})(?:[?#].*)?$/i.exec(pathOrUrl)?.[1];
  return extension === undefined ? undefined : TYPES[extension.toLowerCase()];
}
