import { describe, expect, it } from 'vitest';
import { MAIN, parseSelector, TOMBSTONES_SEGMENT, tombstonesPath } from '../../src/feeds/urls.ts';
import { buildTopic } from '../helpers/build.ts';

const topics = [buildTopic('t1', { slug: 'diplomacy' })];

describe('the path of tombstones', () => {
  it.each([
    [MAIN, '/tombstones/atom.xml'],
    [{ kind: 'topic', value: 't1' }, '/topics/diplomacy/tombstones/atom.xml'],
    [{ kind: 'topic', value: 't1', language: 'ja' }, '/topics/diplomacy/ja/tombstones/atom.xml'],
    [{ kind: 'place', value: 'oslo' }, '/places/oslo/tombstones/atom.xml'],
  ] as const)('of %j is %s', (selector, path) => {
    expect(tombstonesPath(selector, topics)).toBe(path);
  });

  it('names no language of a topic', () => {
    const segments = { folder: 'topics', slug: 'diplomacy' };
    expect(parseSelector({ ...segments, language: 'ja' }, topics)).toBeDefined();
    expect(parseSelector({ ...segments, language: TOMBSTONES_SEGMENT }, topics)).toBeUndefined();
  });
});
