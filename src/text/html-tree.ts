/** HTML text to a tree and back, bounded: a tree that is too deep or too large is refused, not walked. */

import type { Element, ElementContent, Nodes, Root, RootContent } from 'hast';
import { fromParse5 } from 'hast-util-from-parse5';
import { toHtml } from 'hast-util-to-html';
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parseFragment } from 'parse5';
import { isBlockName } from './text-layout.ts';

// Walking is recursive, and the parser itself takes quadratic time on nesting without end.
const MAX_DEPTH = 256;
/** About 2 MB of one-letter paragraphs; no news article comes near it. */
const MAX_NODES = 250_000;

type ParseNode = DefaultTreeAdapterMap['node'];
type ParseParent = DefaultTreeAdapterMap['parentNode'];

class TooComplex extends Error {}

/** Undefined when the tree would be deeper than 256 levels or hold more than 250,000 nodes. */
export function parseHtml(html: string): Root | undefined {
  try {
    const fragment = parseFragment(html, {
      treeAdapter: boundedAdapter(),
      // Readers run no scripts, so the content of noscript is what they show.
      scriptingEnabled: false,
    });
    const tree = fromParse5(fragment);
    return tree.type === 'root' ? tree : { type: 'root', children: [] };
  } catch (error) {
    if (error instanceof TooComplex) return undefined;
    throw error;
  }
}

function boundedAdapter(): typeof defaultTreeAdapter {
  const depths = new WeakMap<object, number>();
  let count = 0;
  const attach = (parent: ParseParent, node: ParseNode): void => {
    const depth = (depths.get(parent) ?? 0) + 1;
    count += 1;
    if (depth > MAX_DEPTH || count > MAX_NODES) throw new TooComplex();
    depths.set(node, depth);
  };
  return {
    ...defaultTreeAdapter,
    appendChild(parent, node) {
      attach(parent, node);
      defaultTreeAdapter.appendChild(parent, node);
    },
    insertBefore(parent, node, before) {
      attach(parent, node);
      defaultTreeAdapter.insertBefore(parent, node, before);
    },
  };
}

/**
 * Balanced HTML. Of the named references none is used (only numeric ones): HTML names are undefined
 * in the XML of a feed (XML 1.0 4.6).
 */
export function serializeHtml(tree: Nodes | readonly RootContent[]): string {
  const nodes: Nodes = 'type' in tree ? tree : { type: 'root', children: [...tree] };
  return toHtml(nodes, { characterReferences: { useNamedReferences: false } });
}

export function isElement(node: Nodes | undefined): node is Element {
  return node?.type === 'element';
}

export function isBlock(node: Nodes): boolean {
  return node.type === 'element' && isBlockName(node.tagName);
}

export function hasBlock(node: Nodes): boolean {
  return isBlock(node) || ('children' in node && node.children.some(hasBlock));
}

/** First element, in document order, that `accepts`. */
export function findElement(
  node: Nodes,
  accepts: (element: Element) => boolean,
): Element | undefined {
  if (node.type === 'element' && accepts(node)) return node;
  const children: readonly (RootContent | ElementContent)[] =
    'children' in node ? node.children : [];
  for (const child of children) {
    const found = findElement(child, accepts);
    if (found) return found;
  }
  return undefined;
}
