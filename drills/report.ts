/** What a drill found: figures as it goes, faults that make it fail, a summary at the end. */

export interface Report {
  /** A line that does not hold. */
  fault(what: string): void;
  figure(name: string, value: string | number): void;
  /** Prints the figures last and sets the exit code. */
  finish(): void;
}

/** More of the same kind tell nothing new. */
const MAX_SHOWN = 20;

export function createReport(name: string): Report {
  const faults: string[] = [];
  const figures: (readonly [string, string | number])[] = [];
  return {
    fault: (what) => {
      faults.push(what);
      if (faults.length <= MAX_SHOWN) console.error(`fault: ${what}`);
    },
    figure: (label, value) => void figures.push([label, value]),
    finish: () => {
      const width = Math.max(...figures.map(([label]) => label.length));
      for (const [label, value] of figures) console.log(`${label.padEnd(width)}  ${value}`);
      console.log(faults.length === 0 ? `${name}: holds` : `${name}: ${faults.length} faults`);
      process.exitCode = faults.length === 0 ? 0 : 1;
    },
  };
}

/** The middle of a sorted list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
