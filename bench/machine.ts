/** What the bench reads from the system: processor time and memory of processes, what is installed. Linux. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** Of /proc/<pid>/stat: the same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** Seconds of user and system time that the process and its children have used. */
export function cpuSeconds(pid: number): number {
  return familyOf(pid).reduce((sum, one) => sum + (exactSeconds(one) ?? tickSeconds(one)), 0);
}

/** Threads' own accounts, in nanoseconds: what `stat` rounds to ten milliseconds. */
function exactSeconds(pid: number): number | undefined {
  const accounts = threadsOf(pid).map((thread) =>
    readText(`/proc/${pid}/task/${thread}/schedstat`).split(' ', 1).map(Number),
  );
  const nanoseconds = accounts.flat().reduce((sum, one) => sum + one, 0);
  return nanoseconds > 0 ? nanoseconds / 1e9 : undefined;
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Resident memory of the process and its children; pages that they share count in each. */
export function residentMb(pid: number): number {
  const kilobytes = familyOf(pid).map((one) => {
    const status = readText(`/proc/${one}/status`);
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}

function tickSeconds(pid: number): number {
  // The second field is a name in brackets, which may hold spaces.
  const fields = readText(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
}

function familyOf(pid: number): readonly number[] {
  const children = readText(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((child) => child !== '')
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** Empty when the process is gone. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

export function hasCommand(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** `['taskset', '-c', '0']` where there are two cores and that program; else nothing. */
export function pinnedTo(core: number): readonly string[] {
  return os.cpus().length > 1 && hasCommand('taskset') ? ['taskset', '-c', String(core)] : [];
}

/** Moves a process that has started to one core, threads and all: a start would take longer there. */
export function pinTo(core: number, pid: number): void {
  const [program, ...parameters] = pinnedTo(core);
  if (program === undefined) return;
  const [flag = '', cores = ''] = parameters;
  execFileSync(program, ['-a', `${flag}p`, cores, String(pid)], { stdio: 'ignore' });
}

/** CPU model, cores and versions: what figures depend on. */
export function describeMachine(): string {
  const [cpu] = os.cpus();
  return `${os.cpus().length} x ${cpu?.model.trim()}, Node ${process.version}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value that a share of the values stay below. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
