/** docs/performance.md: the figures of one run in the words that explain them. */

import {
  casesTable,
  figure,
  growthTable,
  renderTable,
  startsTable,
  table,
} from './report-tables.ts';
import type { BenchResult } from './results.ts';

/** `targets`: rows of what, wanted, measured, met. */
export function performancePage(
  result: BenchResult,
  targets: readonly (readonly string[])[],
): string {
  const { machine, date, command } = result;
  return `# Performance

Figures of one run of \`${command}\` on ${date.slice(0, 10)}: ${machine}. This page is written by that command.

${method(result)}

## Targets

Times are the machine's, which other work shares; the targets are ratios where that can be.

${table(['target', 'wanted', 'measured', 'met'], targets)}

## What a request costs

${casesTable(result.cases)}

![What a request costs, and how that grows](performance.svg)

"Of node:http" is the CPU time of bare \`node:http\` for the same case divided by that of the server: 1 is equal, more is better. "Of nginx" and "of Hono" are rates divided by the rate of nginx in the same case and of a Hono hello-world.

## What a document costs

Microseconds of CPU for the bytes of one document; entries hold 3.1 KB of HTML.

${renderTable(result)}

"Kept pieces" is what happens when a feed is asked for again after another story changed somewhere, "one new" when a story arrives, "all new" when nothing of it was ever rendered.

## How cost grows

${growthTable(result)}

Statements and renderings are those of a thousand hot answers, counted at the driver of the store and at the renderer. ${processesText(result)}

## Arrival, start, memory, latency

${arrivalText(result)}

Milliseconds of starts over folders of Markdown files, a second start with nothing changed:

${startsTable(result)}

${memoryText(result)}

${latencyText(result)}

## Run it

\`npm run bench\` measures all of it in about half an hour and writes this page, its picture and the table of the README; \`npm run bench -- --quick --json\` takes two minutes with smaller stores and prints JSON. \`--no-write\` leaves the documents as they are. nginx and wrk are used where they are installed (\`apt-get install nginx-light wrk\`); RSSHub and feedsmith are no dependencies and are looked for in the folder that \`--tools\` names (\`npm i --no-save --ignore-scripts rsshub feedsmith\` there). \`bench:store\`, \`bench:start\` and \`bench:topics\` look closer at one part each.
${absentText(result)}`;
}

function method({ load }: BenchResult): string {
  return `## Method

Every server is a process of its own, pinned to one core; the load comes from another process on the other core (${load}), with 64 connections that are kept alive, bounded by time and number. Wireroom is the real \`serve\` with its default settings, and writes its log of requests to a file; the others log nothing. Its publication is the sample with 50 generated stories: the main feed has 50 entries. Bare \`node:http\` and "Hono constant" send the bytes and headers that Wireroom sent, nginx the same bytes as files (\`gzip_static\`). RSSHub (1.0.0, the newest release of the package) has the same stories in its cache; it neither compresses nor answers 304, so its cases are whole answers. Of a million articles nine in ten are copies made by SQL, in the main feed and one topic, without text for searches.

Status, coding, length and headers are checked before a case is timed, and every answer's status while it is (wrk tells of those alone that are neither 2xx nor 3xx). Cases take turns in rounds; figures are medians over rounds, ratios medians of the ratios of each round. CPU time is the user and system time of the server's process alone, which depends less on what else a machine does than rates do.`;
}

function processesText({ processes }: BenchResult): string {
  const { how, oneMicros, twoMicros, oneRate, twoRate } = processes;
  return `Two processes (\`${how}\`) need ${figure(twoMicros)} microseconds for a 304 where one needs ${figure(oneMicros)}, at ${figure(twoRate)} and ${figure(oneRate)} requests a second, with the load on the same cores.`;
}

function arrivalText({ arrival }: BenchResult): string {
  const { articles, topics, selectors, commits } = arrival;
  return `Arrival: ${commits} times an article was put over the API into a store of ${articles.toLocaleString('en')} articles with ${topics.toLocaleString('en')} topics; it enters ${selectors} feeds, all of them hot. The API had answered after ${figure(arrival.commitMs)} ms (median), every feed was fresh as RSS without compression after ${figure(arrival.rssMs)} ms (90 of 100: ${figure(arrival.rssP90Ms)}), in all three formats after ${figure(arrival.allFormatsMs)} ms; that took ${figure(arrival.cpuMs)} ms of CPU, the next article's reading before it included. The server held ${figure(arrival.residentMb)} MB.`;
}

function memoryText({ memory, starts }: BenchResult): string {
  const [least, most] = [starts[0], starts.at(-1)];
  const perArticle =
    least === undefined || most === undefined || least === most
      ? undefined
      : ((most.residentMb - least.residentMb) * 1024) / (most.files - least.files);
  const article =
    perArticle === undefined
      ? ''
      : ` An article more costs ${figure(perArticle)} KB after a start.`;
  return `Resident memory with ${memory.articles.toLocaleString('en')} articles: ${memory.idleMb} MB after the start, ${memory.hotMb} MB with ${memory.hotFeeds.toLocaleString('en')} hot feeds, ${memory.halfCrawledMb} MB half through a crawl and ${memory.crawledMb} MB after ${memory.crawled.toLocaleString('en')} different feed URLs.${article}`;
}

function latencyText({ latency }: BenchResult): string {
  const { rate, writesASecond, quietP50Ms, quietP99Ms, busyP50Ms, busyP99Ms } = latency;
  return `At ${figure(rate)} requests a second, a third of what the server could do, a 304 takes ${figure(quietP50Ms)} ms (p50) and ${figure(quietP99Ms)} ms (p99) from when it was due, and with ${writesASecond} articles a second coming in ${figure(busyP50Ms)} and ${figure(busyP99Ms)} ms. Every one of them changes the feed that is asked for; server, compression and all, has one core.`;
}

function absentText({ absent }: BenchResult): string {
  if (absent.length === 0) return '';
  const lines = absent.map(({ what, install }) => `- ${what}: \`${install}\``);
  return `\nNot there in this run:\n\n${lines.join('\n')}\n`;
}
