/** What XML allows and how text becomes XML. One bad character loses a whole document (XML 1.0 1.2). */

// Controls but tab, LF and CR are illegal in XML; C1 controls and U+FFFD mark a wrong decode; the
// noncharacters U+FDD0-U+FDEF are never meant for interchange, and renderers use them as marks.
const UNWANTED = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFDD0-\uFDEF\uFFFD-\uFFFF]/g;

/**
 * Text that every format can carry: lone surrogates, control characters, noncharacters and U+FFFD
 * dropped, line ends as LF. Idempotent.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNWANTED, '');
}

/**
 * `cleanText` on one line: white space folded and trimmed; for headlines, names, tags. U+FEFF, which
 * JavaScript takes for a space, has no width: it would part a word that it stands in.
 */
export function cleanLine(text: string): string {
  return cleanText(text)
    .replace(/\uFEFF/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** For element content. `>` too, so that `]]>` cannot occur (XML 1.0 2.4). */
export function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (found) =>
    found === '&' ? '&amp;' : found === '<' ? '&lt;' : '&gt;',
  );
}

/** All five characters that XML has names for, where a vocabulary asks for that (sitemaps.org, "Entity escaping"). */
export function escapeXmlFully(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;').replaceAll("'", '&apos;');
}

const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** For a double-quoted attribute; white space survives normalisation (XML 1.0 3.3.3). */
export function escapeXmlAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (found) => ATTRIBUTE_ESCAPES[found] ?? found);
}

export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/** ` name="value"` for each defined attribute, in the order given. */
function xmlAttributes(attributes: XmlAttributes): string {
  let out = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) out += ` ${name}="${escapeXmlAttribute(String(value))}"`;
  }
  return out;
}

/** An element with text content; without text an empty-element tag. */
export function xmlElement(name: string, attributes: XmlAttributes, text?: string): string {
  if (text === undefined) return `<${name}${xmlAttributes(attributes)}/>`;
  return `<${name}${xmlAttributes(attributes)}>${escapeXml(text)}</${name}>`;
}

/** An element around content that is XML already. */
export function xmlParent(name: string, attributes: XmlAttributes, innerXml: string): string {
  return `<${name}${xmlAttributes(attributes)}>${innerXml}</${name}>`;
}
