/** Markdown with YAML front matter to raw fields. HTML in it is kept: normalising makes it safe. */

import MarkdownIt from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { type Result, success } from '../model/result.ts';
import { htmlToText } from '../text/html.ts';
import type { RawFields } from './raw.ts';
import { parseYamlFields } from './yaml-fields.ts';

// Without the plug-in, ** next to Japanese or Korean letters and brackets stays a pair of asterisks.
const markdown = new MarkdownIt({ html: true }).use(cjkFriendly);

const FRONT_MATTER = /^---[ \t]*\r?\n(?<yaml>(?:[\s\S]*?\n)?)---[ \t]*(?:\r?\n|$)/;
// Bounded: the body may be one line of eight megabytes.
const HEADING =
  /^\s{0,100}(?:#[ \t]+(?<atx>[^\n]{1,1000})|(?<setext>[^\n#>*\-\s][^\n]{0,1000})\n=+[ \t]{0,100})(?:\n|$)/;

/** A first heading of level one is the headline when there is none, and no part of the body then. */
export function readMarkdown(text: string, file: string): Result<RawFields> {
  const front = FRONT_MATTER.exec(text);
  const yaml = front?.groups?.['yaml'] ?? '';
  const fields = parseYamlFields({ text: yaml, file, linesBefore: 1 });
  if (!fields.ok) return fields;
  const source = front === null ? text : text.slice(front[0].length);
  const heading = HEADING.exec(source);
  const title = headingText(heading);
  const headline = fields.value['headline'] ?? fields.value['title'];
  const isHeadline = title !== '' && (typeof headline !== 'string' || headline.trim() === title);
  const body = isHeadline ? source.slice(heading?.[0].length) : source;
  return success({
    bodyHtml: markdown.render(body),
    ...(isHeadline && { headline: title }),
    ...fields.value,
  });
}

function headingText(heading: RegExpExecArray | null): string {
  const written =
    heading?.groups?.['atx']?.replace(/[ \t]{1,50}#{1,50}$/, '') ??
    heading?.groups?.['setext'] ??
    '';
  return htmlToText(markdown.renderInline(written));
}
