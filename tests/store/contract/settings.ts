/** Settings and their dates, which bound Last-Modified from below. */

import { expect, test } from 'vitest';
import { selectorState } from '../../helpers/feed-reads.ts';
import { AT, article, digests, type Room, second, write } from './room.ts';

const setting = (fingerprint: string, value = '{}', key = 'publication') => ({
  key,
  fingerprint,
  value,
});

export function settingContract(room: Room): void {
  const changedAt = async (key = 'publication') =>
    (await room.store.readSettings()).settings.find((one) => one.key === key)?.changedAt.getTime();
  const settingsSeq = async () => (await room.store.signal()).settingsSeq;
  const digest = async () => (await selectorState(room.store, 'section:x'))?.digest;
  /** The first settings are dated to the second before. */
  const first = AT.getTime() - 1_400;

  test('keeps the dates of settings that stay the same, and forgets digests when one changes', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    await room.store.saveSettings([setting('1')], AT);
    await room.store.saveDigests([{ key: 'section:x', seq: 1, digests: digests('abc', 'def') }]);
    await room.store.saveSettings([setting('1')], second(60));
    expect(await changedAt()).toBe(first);
    expect(await settingsSeq()).toBe(1);
    expect(await digest()).toBe('abc');
    await room.store.saveSettings([setting('2')], second(60));
    expect(await changedAt()).toBe(first + 62_000);
    expect(await settingsSeq()).toBe(2);
    expect(await digest()).toBeUndefined();
  });

  test('takes a value without a new fingerprint: others must read it, no document changes', async () => {
    await room.commit(AT, write(article('a'), ['x']));
    await room.store.saveSettings([setting('1', '{}'), setting('1', '{}', 'rules')], AT);
    await room.store.saveDigests([{ key: 'section:x', seq: 1, digests: digests('abc', 'def') }]);
    await room.store.saveSettings(
      [setting('1', '{"days":3}'), setting('1', '{}', 'rules')],
      second(60),
    );
    expect((await room.store.readSettings()).settings).toEqual([
      { ...setting('1', '{"days":3}'), changedAt: new Date(first) },
      { ...setting('1', '{}', 'rules'), changedAt: new Date(first) },
    ]);
    expect(await settingsSeq()).toBe(2);
    expect(await digest()).toBe('abc');
  });

  test('replaces all: one that is not named is gone', async () => {
    await room.store.saveSettings([setting('1'), setting('1', '', 'topic:a')], AT);
    await room.store.saveSettings([setting('1'), setting('1', '', 'topic:b')], second(9));
    expect((await room.store.readSettings()).settings.map(({ key }) => key)).toEqual([
      'publication',
      'topic:b',
    ]);
    expect(await changedAt()).toBe(first);
    await room.store.saveSettings([setting('1')], second(9));
    expect((await room.store.readSettings()).settings).toHaveLength(1);
    expect(await settingsSeq()).toBe(3);
  });

  test('dates two changes of one second apart, and never goes back', async () => {
    await room.store.saveSettings([setting('1')], AT);
    await room.store.saveSettings([setting('2')], AT);
    expect(await changedAt()).toBe(first + 2000);
    await room.store.saveSettings([setting('3')], AT);
    expect(await changedAt()).toBe(first + 3000);
    await room.store.saveSettings([setting('4')], second(-3600));
    expect(await changedAt()).toBe(first + 4000);
  });

  test('saves more settings than a statement has parameters', async () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      setting('1', `{"name":"話題 ${index} ?"}`, `topic:${String(index).padStart(3, '0')}`),
    );
    await room.store.saveSettings(many, AT);
    expect((await room.store.readSettings()).settings).toEqual(
      many.map((one) => ({ ...one, changedAt: new Date(first) })),
    );
  });

  test('remembers how far a walk by changed rules is, one at a time', async () => {
    expect(await room.store.readWalk()).toBeUndefined();
    const walk = { target: 'f00d', afterId: 'urn:é', done: 100, total: 250, changed: 7 };
    await room.store.saveWalk(walk);
    await room.store.saveWalk({ ...walk, done: 200 });
    expect(await room.store.readWalk()).toEqual({ ...walk, done: 200 });
    await room.store.saveWalk(undefined);
    expect(await room.store.readWalk()).toBeUndefined();
    expect(await room.store.countArticles()).toBe(0);
  });
}
