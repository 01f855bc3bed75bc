import { getJsonLinesFormatter, type LogRecord } from '@logtape/logtape';
import { expect, test, vi } from 'vitest';
import { createLog, createRequestLines } from '../../src/runtime/log.ts';

const AT = new Date('2026-01-02T03:04:05.678Z');
const FIELDS = {
  method: 'GET',
  path: '/topics/a"b\\c/\u0001\u2028é/rss.xml',
  status: 304,
  bytes: 0,
  coding: 'identity',
  conditional: 'etag',
  milliseconds: 0,
  userAgent: 'Reader </script> "1" 日本',
};

test('a line of a request is what the library would write', () => {
  const format = getJsonLinesFormatter({ properties: 'flatten' });
  const record = {
    category: ['wireroom'],
    level: 'info',
    message: ['request'],
    rawMessage: 'request',
    timestamp: AT.getTime(),
    properties: FIELDS,
  } as unknown as LogRecord;
  const line = createRequestLines();
  expect(line(FIELDS, AT.getTime())).toBe(format(record));
  expect(line(FIELDS, AT.getTime())).toBe(format(record));
  const later = { ...record, timestamp: AT.getTime() + 1 };
  expect(line({ ...FIELDS }, AT.getTime() + 1)).toBe(format(later));
  for (const [name, value] of Object.entries({ path: '/x', userAgent: 'x/1', status: 404 })) {
    const fields = { ...FIELDS, [name]: value };
    const other = { ...later, properties: fields } as unknown as LogRecord;
    expect(line(fields, AT.getTime() + 1)).toBe(format(other));
  }
});

test('lines of requests are written together, and before any other line', () => {
  vi.useFakeTimers();
  try {
    const written: string[] = [];
    const { log, flush } = createLog((text) => written.push(text));
    log('info', 'request', { path: '/a' });
    log('info', 'request', { path: '/b' });
    expect(written).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(written.map((text) => text.split('\n').length - 1)).toEqual([2]);
    log('info', 'request', { path: '/c' });
    log('error', 'the store cannot be looked at', {});
    expect(written).toHaveLength(2);
    expect(written[1]?.indexOf('"/c"')).toBeLessThan(written[1]?.indexOf('looked') ?? 0);
    log('info', 'request', { path: '/d' });
    flush();
    flush();
    expect(written).toHaveLength(3);
  } finally {
    vi.useRealTimers();
  }
});
