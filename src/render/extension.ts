/** The extension hook of the package `feed`: how a field that it writes wrongly, or not at all, is set. */

import type { Extension } from 'feed';

/**
 * Sets `name` to `value` after everything the package writes itself, in place of what it wrote.
 * Undefined removes a key from JSON; never pass it for RSS, where it becomes an empty element.
 */
export function extension(name: string, value: unknown): Extension {
  // The package types the value as a record but assigns it as it is: text and lists work.
  return { name, objects: value as Extension['objects'] };
}
