/** What a run of the bench found, as `--json` prints it. */

export interface CaseResult {
  /** The server first: `wireroom 304`, `node:http 200 gzip`. */
  readonly name: string;
  /** Requests a second, median. */
  readonly rate: number;
  /** Microseconds of the server's user and system time a request: median, least, most. */
  readonly cpuMicros: number;
  readonly cpuRange: readonly [least: number, most: number];
  /** CPU of bare node:http for the same case, divided by this one's: 1 is equal, more is better. */
  readonly cpuRatioToNodeHttp: number | undefined;
  /** Rate of this one divided by nginx's in the same case. */
  readonly ratioToNginx: number | undefined;
  /** Rate of this one divided by a Hono hello-world's. */
  readonly ratioToHono: number | undefined;
  /** Of the whole answer's body. */
  readonly bytes: number;
  /** Where the outcome is another one than was asked for. */
  readonly note?: string;
}

/** Microseconds a document, medians. */
export interface RenderResult {
  readonly format: string;
  readonly entries: number;
  readonly keptPieces: number;
  readonly oneNew: number;
  readonly allNew: number;
  readonly feed: number;
  readonly feedsmith: number | undefined;
}

export interface ArrivalResult {
  readonly articles: number;
  readonly topics: number;
  readonly selectors: number;
  readonly commits: number;
  /** Until every affected feed was fresh in one format, and in all three. */
  readonly rssMs: number;
  readonly rssP90Ms: number;
  readonly allFormatsMs: number;
  /** Until the API had answered. */
  readonly commitMs: number;
  readonly cpuMs: number;
  /** Of 20 feeds that the articles did not enter. */
  readonly othersUntouched: boolean;
  /** Resident, with that many topics. */
  readonly residentMb: number;
}

export interface StartResult {
  readonly files: number;
  readonly firstMs: number;
  readonly firstServingMs: number;
  readonly secondMs: number;
  readonly residentMb: number;
}

export interface MemoryResult {
  readonly articles: number;
  readonly idleMb: number;
  readonly hotFeeds: number;
  readonly hotMb: number;
  readonly crawled: number;
  /** After half of them: what is bounded does not grow from there on. */
  readonly halfCrawledMb: number;
  readonly crawledMb: number;
}

export interface GrowthPoint {
  readonly articles: number;
  readonly topics: number;
  readonly notModifiedMicros: number;
  readonly gzipMicros: number;
}

export interface ProcessesResult {
  readonly how: string;
  readonly oneMicros: number;
  readonly twoMicros: number;
  readonly oneRate: number;
  readonly twoRate: number;
}

export interface LatencyResult {
  readonly rate: number;
  readonly writesASecond: number;
  readonly quietP50Ms: number;
  readonly quietP99Ms: number;
  readonly busyP50Ms: number;
  readonly busyP99Ms: number;
}

/** What a thousand hot answers asked of the store and the renderers. */
export interface CountsResult {
  readonly articles: number;
  readonly answers: number;
  readonly statements: number;
  readonly renderings: number;
}

export interface BenchResult {
  readonly machine: string;
  readonly date: string;
  readonly command: string;
  readonly load: string;
  readonly cases: readonly CaseResult[];
  readonly render: Readonly<Record<string, RenderResult>>;
  readonly arrivalMs: number;
  readonly startMs: number;
  readonly memoryMb: number;
  readonly arrival: ArrivalResult;
  readonly starts: readonly StartResult[];
  readonly memory: MemoryResult;
  readonly growth: { byArticles: readonly GrowthPoint[]; byTopics: readonly GrowthPoint[] };
  readonly processes: ProcessesResult;
  readonly latency: LatencyResult;
  readonly counts: readonly CountsResult[];
  /** What was left out, and what to install for it. */
  readonly absent: readonly { readonly what: string; readonly install: string }[];
}
