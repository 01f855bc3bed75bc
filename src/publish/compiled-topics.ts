/** The topics in force, compiled when they are first asked for: who only serves feeds never does. */

import { type CompiledTopics, compileTopics } from '../classify/compile.ts';
import type { Topic } from '../model/topic.ts';
import type { SiteState } from './site-state.ts';

const compiled = new WeakMap<readonly Topic[], CompiledTopics>();

/** Ten thousand topics take most of a second, once for every configuration. */
export function compiledOf({ site }: Pick<SiteState, 'site'>): CompiledTopics {
  const known = compiled.get(site.topics) ?? compileTopics(site.topics);
  compiled.set(site.topics, known);
  return known;
}
