/** Structured log lines on standard error; standard output is for results. */

import { configureSync, getJsonLinesFormatter, getLogger, type LogRecord } from '@logtape/logtape';
import type { Log } from '../http/deps.ts';

/** Lines of requests wait so long for more of them: one write for many. */
const GATHERING_MS = 20;
/** Characters after which they wait no longer. */
const MAX_GATHERED = 32_768;

const REQUEST = 'request';

export interface LineLog {
  readonly log: Log;
  /** Writes what still waits. */
  flush(): void;
}

/** One JSON object a line. Call once per process. */
export function createLog(write: (text: string) => void): LineLog {
  const gathered = gather(write);
  const requestLine = createRequestLines();
  const format = getJsonLinesFormatter({ properties: 'flatten' });
  configureSync({
    reset: true,
    sinks: {
      lines: (record: LogRecord) => {
        gathered.add(format(record));
        gathered.flush();
      },
    },
    loggers: [
      { category: 'wireroom', sinks: ['lines'], lowestLevel: 'info' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  const logger = getLogger('wireroom');
  const log: Log = (level, event, fields) => {
    if (event === REQUEST && level === 'info') gathered.add(requestLine(fields, new Date()));
    else logger[level === 'warning' ? 'warn' : level](event, { ...fields });
  };
  return { log, flush: gathered.flush };
}

/**
 * The line that the library would write, for a twentieth of the time: a server that answers from memory
 * would spend a third of it on its log. Values are texts and numbers.
 */
export function createRequestLines(): (
  fields: Readonly<Record<string, unknown>>,
  at: Date,
) => string {
  const quoted = createQuotes();
  let time = Number.NaN;
  let head = '';
  return (fields, at) => {
    if (at.getTime() !== time) {
      time = at.getTime();
      head = `{"@timestamp":"${at.toISOString()}","level":"INFO","message":"${REQUEST}","logger":"wireroom"`;
    }
    let line = head;
    for (const name in fields) {
      const value = fields[name];
      line += `,"${name}":${typeof value === 'string' ? quoted(value) : value}`;
    }
    return `${line}}\n`;
  };
}

/** Paths and user agents come again and again. */
const MAX_QUOTED = 2_000;

function createQuotes(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const quoted = JSON.stringify(text);
    if (known.size >= MAX_QUOTED) known.clear();
    known.set(text, quoted);
    return quoted;
  };
}

function gather(write: (text: string) => void): { add(line: string): void; flush(): void } {
  let text = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (text !== '') write(text);
    text = '';
  };
  return {
    add: (line) => {
      text += line;
      if (text.length >= MAX_GATHERED) flush();
      else if (timer === undefined) {
        timer = setTimeout(flush, GATHERING_MS);
        timer.unref?.();
      }
    },
    flush,
  };
}
