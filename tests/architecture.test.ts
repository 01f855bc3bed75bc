import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Lower layers last; folders in one row are neighbours and do not know each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['cli'],
  ['runtime'],
  ['http'],
  ['publish'],
  ['websub'],
  ['ingest', 'classify', 'feeds', 'render', 'store', 'web'],
  ['text'],
  ['model'],
];
const MAX_LINES = 400;
const VAGUE_NAMES = ['utils', 'helpers', 'common', 'misc', 'types'];
const NODE_FILES = /^(?:cli|runtime)\/|^store\/(?:sqlite|postgres)\.ts$/;
const NODE_THINGS = /\bfrom 'node:|\bimport\('node:|\bprocess\.|\bBuffer\b/;

const root = resolve(import.meta.dirname, '../src');
const modules = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();
const textOf = (module: string): string => readFileSync(join(root, module), 'utf8');

function layerOf(folder: string): number {
  return LAYERS.findIndex((row) => row.includes(folder));
}

/** Imports of other modules of ours, static and dynamic, types included. */
function importsOf(module: string): readonly string[] {
  const found = textOf(module).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g);
  return [...found].map(([, target = '']) => relative(root, join(root, dirname(module), target)));
}

function folderOf(module: string): string {
  return module.split('/')[0] ?? '';
}

describe('the import rule', () => {
  test('every folder of src stands in a layer', () => {
    const unknown = modules.filter((module) => layerOf(folderOf(module)) < 0);
    expect(unknown).toEqual([]);
  });

  test('a folder imports folders to its right only', () => {
    const breaches = modules.flatMap((module) =>
      importsOf(module)
        .filter((target) => folderOf(target) !== folderOf(module))
        .filter((target) => layerOf(folderOf(target)) <= layerOf(folderOf(module)))
        .map((target) => `${module} imports ${target}`),
    );
    expect(breaches).toEqual([]);
  });

  test('the model imports no package', () => {
    const breaches = modules
      .filter((module) => folderOf(module) === 'model')
      .filter((module) => /from '[^.]/.test(textOf(module)));
    expect(breaches).toEqual([]);
  });

  test('Node appears only in runtime, cli and the driver files of store', () => {
    const breaches = modules.filter(
      (module) => !NODE_FILES.test(module) && NODE_THINGS.test(withoutComments(textOf(module))),
    );
    expect(breaches).toEqual([]);
  });

  test('SQL appears only in store', () => {
    const breaches = modules.filter(
      (module) =>
        folderOf(module) !== 'store' &&
        /\b(?:SELECT .+ FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b/.test(textOf(module)),
    );
    expect(breaches).toEqual([]);
  });
});

describe('modules', () => {
  test('have at most 400 lines', () => {
    const long = modules
      .map((module) => [module, textOf(module).split('\n').length] as const)
      .filter(([, lines]) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  test('are named for what they hold', () => {
    const vague = modules.filter((module) => VAGUE_NAMES.includes(basename(module, '.ts')));
    expect(vague).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
