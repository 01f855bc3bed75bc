/** Structured log lines on standard error; standard output is for results. */

import { configureSync, getJsonLinesFormatter, getLogger, type LogRecord } from '@logtape/logtape';
import type { Log } from '../http/deps.ts';

/** One JSON object a line. Call once per process. */
export function createLog(write: (line: string) => void): Log {
  const format = getJsonLinesFormatter({ properties: 'flatten' });
  configureSync({
    reset: true,
    sinks: { lines: (record: LogRecord) => write(format(record)) },
    loggers: [
      { category: 'wireroom', sinks: ['lines'], lowestLevel: 'info' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  const logger = getLogger('wireroom');
  return (level, event, fields) =>
    logger[level === 'warning' ? 'warn' : level](event, { ...fields });
}
