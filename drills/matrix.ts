/**
 * The acceptance suite on every supported runtime with processes, fetched from npm when it is not there.
 * `npm run test:matrix -- [--full] [--only node22,deno,bun] [--allow-missing] [--json]`
 * `--full` runs all tests of Node on each Node as well.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  chooseRuntimes,
  getRuntime,
  isMissing,
  type MissingRuntime,
  type Runtime,
} from './runtimes.ts';
import { printTable } from './table.ts';

const { values: flags } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    'allow-missing': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const ROOT = resolve(import.meta.dirname, '..');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
/** Begin the titles of tests/acceptance/*.test.ts. */
const GROUPS = ['over HTTP, SQLite', 'over HTTP, PostgreSQL', 'a process'] as const;
const UNIT_TESTS = 'unit tests';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Row {
  readonly title: string;
  readonly version: string;
  readonly counts: Readonly<Record<string, Count | undefined>>;
  readonly failures: readonly string[];
}

/** What is used of the report of vitest. */
interface TestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

const found: (Runtime | MissingRuntime)[] = [];
for (const kind of chooseRuntimes(flags.only)) found.push(await getRuntime(kind));
const missing = found.filter(isMissing);
const rows: Row[] = [];
for (const runtime of found) if (!isMissing(runtime)) rows.push(await testOn(runtime));
const isFailed = rows.some(({ failures }) => failures.length > 0);
print();
process.exitCode = isFailed || (missing.length > 0 && !flags['allow-missing']) ? 1 : 0;

async function testOn(runtime: Runtime): Promise<Row> {
  console.error(`testing on ${runtime.title} (${runtime.version})`);
  const report = await vitest(process.execPath, ['tests/acceptance'], {
    ACCEPTANCE_PROGRAM: JSON.stringify(runtime.program),
  });
  const counts: Record<string, Count | undefined> = {};
  for (const group of GROUPS) counts[group] = countOf(report, group);
  const failures = [...failuresOf(report)];
  if (flags.full && runtime.isNode) {
    const units = await vitest(runtime.file, ['--exclude', 'tests/acceptance/**'], {});
    counts[UNIT_TESTS] = countOf(units, '');
    failures.push(...failuresOf(units));
  }
  return { title: runtime.title, version: runtime.version, counts, failures };
}

async function vitest(
  node: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<TestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'wireroom-matrix-'));
  const output = join(folder, 'report.json');
  try {
    const child = spawn(
      node,
      [
        ...[VITEST, 'run', '--project', 'node', ...parameters],
        ...['--reporter=json', `--outputFile=${output}`],
      ],
      {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, ...environment },
      },
    );
    const [code] = await once(child, 'exit');
    if (!existsSync(output)) return brokenReport(`vitest ended with ${code} and no report`);
    return JSON.parse(readFileSync(output, 'utf8')) as TestReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function brokenReport(message: string): TestReport {
  return { testResults: [{ status: 'failed', name: 'vitest', message, assertionResults: [] }] };
}

/** Undefined where no such test ran. */
function countOf({ testResults }: TestReport, group: string): Count | undefined {
  const results = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName.startsWith(group));
  const count = (status: string) => results.filter((one) => one.status === status).length;
  if (count('passed') + count('failed') === 0) return undefined;
  return { passed: count('passed'), failed: count('failed') };
}

function failuresOf({ testResults }: TestReport): readonly string[] {
  return testResults.flatMap(({ assertionResults, status, name, message = '' }) => {
    const failed = assertionResults
      .filter((one) => one.status === 'failed')
      .map((one) => `${one.fullName}: ${one.failureMessages?.[0]?.split('\n')[0] ?? ''}`);
    // A file that cannot be loaded, or a hook that fails, has no test to name.
    return status === 'failed' && failed.length === 0
      ? [`${name}: ${message.split('\n')[0]}`]
      : failed;
  });
}

function print(): void {
  if (flags.json) {
    const unavailable = missing.map(({ title, missing: why }) => ({ title, why }));
    console.log(JSON.stringify({ runtimes: rows, missing: unavailable }, undefined, 2));
    return;
  }
  const columns = flags.full ? [...GROUPS, UNIT_TESTS] : GROUPS;
  printTable([
    ['runtime', 'version', ...columns],
    ...rows.map(({ title, version, counts }) => [
      title,
      version,
      ...columns.map((name) => textOf(counts[name])),
    ]),
    ...missing.map(({ title }) => [title, 'missing', ...columns.map(() => '-')]),
  ]);
  for (const { title, failures } of rows) {
    for (const failure of failures) console.log(`${title}: ${failure}`);
  }
  for (const { title, missing: why } of missing) {
    console.log(`${title} could not be installed, so nothing is known of it: ${why}`);
  }
}

function textOf(count: Count | undefined): string {
  if (count === undefined) return '-';
  return count.failed === 0
    ? `${count.passed} passed`
    : `${count.failed} FAILED, ${count.passed} passed`;
}
