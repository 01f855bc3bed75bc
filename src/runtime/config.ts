/** What the command line and the environment say about a server; the only reader of both. */

import { failure, type Problem, type Result, success } from '../model/result.ts';

export interface ServerConfig {
  /** Folder of the publication. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded store. */
  readonly dataFolder: string;
  /** Of a PostgreSQL store; wins over the embedded one. May hold a password: describeTarget of database.ts shows it without. */
  readonly databaseUrl: string | undefined;
  /** Wins over `publication.yaml`; without a trailing slash. */
  readonly baseUrl: string | undefined;
  readonly allowMassRemoval: boolean;
  /** A token of the API with every scope. */
  readonly apiToken: string | undefined;
  /** How many processes serve. */
  readonly workers: number;
}

/** As given; flags win over the environment. */
export interface ConfigInput {
  readonly folder?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly data?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly allowMassRemoval?: boolean | undefined;
  readonly workers?: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULTS = { folder: 'articles', host: '127.0.0.1', port: 8787, data: '.wireroom' } as const;

export function parseConfig(flags: ConfigInput, environment: Environment): Result<ServerConfig> {
  const problems: Problem[] = [];
  const portText = flags.port ?? environment['PORT'];
  const port = portText === undefined ? DEFAULTS.port : parsePort(portText);
  if (port === undefined) {
    problems.push(problem('port', `${portText} is no port`, 'give a whole number from 0 to 65535'));
  }
  const baseUrlText = flags.baseUrl ?? environment['WIREROOM_BASE_URL'];
  const baseUrl = baseUrlText === undefined ? undefined : parseBaseUrl(baseUrlText);
  if (baseUrlText !== undefined && baseUrl === undefined) {
    problems.push(
      problem(
        'base-url',
        `${baseUrlText} is no base URL`,
        'give http:// or https://, a host and no query',
      ),
    );
  }
  const workersText = flags.workers ?? environment['WIREROOM_WORKERS'] ?? '1';
  const workers = parseWorkers(workersText);
  if (workers === undefined) {
    const message = `${workersText} is no number of processes`;
    problems.push(problem('workers', message, `give a whole number from 1 to ${MAX_WORKERS}`));
  }
  const databaseUrl = environment['DATABASE_URL'] || undefined;
  const apiToken = environment['WIREROOM_TOKEN'] || undefined;
  problems.push(...secretProblems(databaseUrl, apiToken));
  if (problems.length > 0 || port === undefined || workers === undefined) return failure(problems);
  return success({
    folder: flags.folder ?? DEFAULTS.folder,
    host: flags.host ?? environment['HOST'] ?? DEFAULTS.host,
    port,
    dataFolder: flags.data ?? environment['WIREROOM_DATA'] ?? DEFAULTS.data,
    databaseUrl,
    baseUrl,
    allowMassRemoval: flags.allowMassRemoval ?? false,
    apiToken,
    workers,
  });
}

const MAX_WORKERS = 64;

function parseWorkers(text: string): number | undefined {
  const count = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= MAX_WORKERS ? count : undefined;
}

/** None of the two is shown: there may be a password in it. */
function secretProblems(
  databaseUrl: string | undefined,
  apiToken: string | undefined,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (databaseUrl !== undefined && !isDatabaseUrl(databaseUrl)) {
    problems.push(
      problem(
        'DATABASE_URL',
        'DATABASE_URL is no URL of a PostgreSQL database',
        'give postgres://user:password@host:port/database, with @, / and : of a password percent-encoded',
      ),
    );
  }
  if (apiToken !== undefined && !/^[\x21-\x7e]{8,500}$/.test(apiToken)) {
    problems.push(
      problem(
        'WIREROOM_TOKEN',
        'WIREROOM_TOKEN cannot be used as a token',
        'give 8 or more visible ASCII characters that nobody can guess, such as `openssl rand -hex 24` prints',
      ),
    );
  }
  return problems;
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

/** Undefined for what is no http or https URL of an origin and a path. */
export function parseBaseUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, search, hash, username } = new URL(text);
  const isPlain = search === '' && hash === '' && username === '';
  if (!['http:', 'https:'].includes(protocol) || !isPlain) return undefined;
  return origin + pathname.replace(/\/+$/, '');
}

/** Also refused is what was cut at a wrong place because of a password that is not percent-encoded. */
export function isDatabaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  if (!['postgres:', 'postgresql:'].includes(protocol)) return false;
  return hash === '' && !(pathname + search).includes('@');
}

function problem(field: string, message: string, hint: string): Problem {
  return { field, code: 'setting-invalid', message, hint, severity: 'error' };
}
