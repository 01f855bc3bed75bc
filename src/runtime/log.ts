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
    if (event === REQUEST && level === 'info') gathered.add(requestLine(fields, Date.now()));
    else logger[level === 'warning' ? 'warn' : level](event, { ...fields });
  };
  return { log, flush: gathered.flush };
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The line that the library would write, for a fraction of the time: a server that answers from memory
 * would spend a third of it on its log. Values are texts and numbers.
 */
export function createRequestLines(): (fields: Fields, at: number) => string {
  const quoted = createQuotes();
  const textOf = createTexts(quoted);
  let time = Number.NaN;
  let head = '';
  let last: { readonly fields: Fields; readonly line: string } | undefined;
  const lineOf = (fields: Fields): string => {
    const { userAgent } = fields;
    if (typeof userAgent !== 'string') return `${head}${textOf(fields)}}\n`;
    return `${head}${textOf(fields)},"userAgent":${quoted(userAgent)}}\n`;
  };
  return (fields, at) => {
    if (at !== time) {
      time = at;
      last = undefined;
      head = `{"@timestamp":"${new Date(at).toISOString()}","level":"INFO","message":"${REQUEST}","logger":"wireroom"`;
    }
    // Fifty answers a millisecond are often the same.
    if (last === undefined || !isSameRequest(last.fields, fields)) {
      last = { fields, line: lineOf(fields) };
    }
    return last.line;
  };
}

function isSameRequest(one: Fields, other: Fields): boolean {
  return (
    one['path'] === other['path'] && one['userAgent'] === other['userAgent'] && isSame(one, other)
  );
}

/** Of one path: each status in each coding, with each kind of condition. */
const MAX_TEXTS_A_PATH = 16;

interface Told {
  readonly fields: Fields;
  readonly text: string;
}

/**
 * Everything of a line between its head and the user agent. The same few answers are given again and
 * again, and finding one of them takes less than a tenth of what joining its parts does.
 */
function createTexts(quoted: (text: string) => string): (fields: Fields) => string {
  const known = new Map<unknown, Told[]>();
  const remember = (told: Told): void => {
    const { path } = told.fields;
    if (known.size >= MAX_QUOTED) known.clear();
    const texts = known.get(path) ?? [];
    if (texts.length < MAX_TEXTS_A_PATH) known.set(path, [...texts, told]);
  };
  return (fields) => {
    const told = known.get(fields['path'])?.find((one) => isSame(one.fields, fields));
    if (told !== undefined) return told.text;
    const text = joined(fields, quoted);
    // What took time took it once.
    if (fields['milliseconds'] === 0) remember({ fields, text });
    return text;
  };
}

/** Of the same path; by name, which is many times faster than a loop over names. */
function isSame(one: Fields, other: Fields): boolean {
  return (
    one['status'] === other['status'] &&
    one['bytes'] === other['bytes'] &&
    one['coding'] === other['coding'] &&
    one['conditional'] === other['conditional'] &&
    one['method'] === other['method'] &&
    one['milliseconds'] === other['milliseconds']
  );
}

function joined(fields: Fields, quoted: (text: string) => string): string {
  const parts = Object.entries(fields)
    .filter(([name]) => name !== 'userAgent')
    .map(([name, value]) => `,"${name}":${typeof value === 'string' ? quoted(value) : value}`);
  return parts.join('');
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
  // Joined at once: a text that grows line by line is copied piece by piece in the end.
  let lines: string[] = [];
  let characters = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (characters > 0) write(lines.join(''));
    lines = [];
    characters = 0;
  };
  return {
    add: (line) => {
      lines.push(line);
      characters += line.length;
      if (characters >= MAX_GATHERED) flush();
      else if (timer === undefined) {
        timer = setTimeout(flush, GATHERING_MS);
        timer.unref?.();
      }
    },
    flush,
  };
}
