/** A publication in a temporary folder, as an editor would keep one. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface EditorFolder {
  readonly path: string;
  write(file: string, content: string | Uint8Array): void;
  remove(file: string): void;
  destroy(): void;
}

const PUBLICATION = `id: tag:news.example,2019:wire
title: News Example
language: en
timeZone: UTC
`;

const topic = (id: string): string => `id: ${id}
name: {en: ${id}}
description: All about ${id}
match:
  - {tag: ${id}}
`;

export function createFolder(): EditorFolder {
  const path = mkdtempSync(join(tmpdir(), 'wireroom-'));
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  };
  write('publication.yaml', PUBLICATION);
  write('topics/diplomacy.yaml', topic('diplomacy'));
  write('topics/weapons.yaml', topic('weapons'));
  return {
    path,
    write,
    remove: (file) => rmSync(join(path, file)),
    destroy: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A Markdown article; `more` is further front matter. */
export function markdown(
  headline: string,
  more = '',
  body = 'Envoys of both countries met.',
): string {
  return `---\nheadline: ${JSON.stringify(headline)}\npublishedAt: 2019-10-05T09:00:00Z\n${more}\n---\n${body}\n`;
}
