import { describe, expect, test } from 'vitest';
import { createStateMemory } from '../../src/publish/state-memory.ts';

function counted(limits: { maxCount?: number; maxBytes?: number } = {}) {
  const memory = createStateMemory<string>({
    maxCount: 10,
    maxBytes: 10_000,
    bytesOf: (value) => (value === 'refused' ? undefined : value.length),
    ...limits,
  });
  const made: string[] = [];
  const read = (key: string, state: string, value = `${key}${state}`) =>
    memory.read({ key, state }, async () => {
      made.push(value);
      return value;
    });
  return { memory, made, read };
}

describe('what is made of much reading', () => {
  test('is made once for a state, and again for the next', async () => {
    const { read, made } = counted();
    expect(await read('a', '1')).toBe('a1');
    expect(await read('a', '1')).toBe('a1');
    expect(await read('b', '1')).toBe('b1');
    expect(await read('a', '2')).toBe('a2');
    expect(made).toEqual(['a1', 'b1', 'a2']);
  });

  test('is made once for all who ask at the same time', async () => {
    const { read, made } = counted();
    const found = await Promise.all([read('a', '1'), read('a', '1'), read('a', '2')]);
    expect(found).toEqual(['a1', 'a1', 'a2']);
    expect(made).toEqual(['a1', 'a2']);
  });

  test('is never that of an older state, even one that was made late', async () => {
    const { memory, read, made } = counted();
    let finish = (_value: string): void => {};
    const late = memory.read(
      { key: 'a', state: '1' },
      () => new Promise((done) => (finish = done)),
    );
    expect(await read('a', '2')).toBe('a2');
    finish('late');
    expect(await late).toBe('late');
    expect(await read('a', '2')).toBe('a2');
    expect(made).toEqual(['a2', 'a2']);
  });

  test('is not kept when making it fails, nor when it is a refusal', async () => {
    const { memory, read, made } = counted();
    const failing = memory.read({ key: 'a', state: '1' }, () => Promise.reject(new Error('gone')));
    await expect(failing).rejects.toThrow('gone');
    expect(await read('a', '1')).toBe('a1');
    await read('b', '1', 'refused');
    await read('b', '1', 'refused');
    expect(made).toEqual(['a1', 'refused', 'refused']);
  });

  test('is forgotten, the least asked for first, beyond a count and beyond bytes', async () => {
    const few = counted({ maxCount: 2 });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await few.read(key, '1');
    expect(few.made).toEqual(['a1', 'b1', 'c1', 'b1']);
    const small = counted({ maxBytes: 1_000 });
    const large = 'x'.repeat(600);
    await small.read('a', '1', large);
    await small.read('b', '1', large);
    await small.read('a', '1', large);
    expect(small.made).toHaveLength(3);
    const tooLarge = 'x'.repeat(2_000);
    await small.read('c', '1', tooLarge);
    await small.read('c', '1', tooLarge);
    expect(small.made).toHaveLength(5);
  });
});
