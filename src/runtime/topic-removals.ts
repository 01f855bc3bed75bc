/** Topics whose files are gone: for a moment, all at once by mistake, or because somebody removed them. */

import type { Problem } from '../model/result.ts';
import type { Topic } from '../model/topic.ts';
import { TOPICS_FOLDER } from './article-folder.ts';
import type { TopicListing } from './topic-files.ts';

/** More than these, and more than half of all, are not removed at once: somebody moved or lost the folder. */
const MASS_REMOVAL_TOPICS = 3;

export interface Removing {
  /** In force. */
  readonly known: readonly Topic[];
  readonly isSettling?: (file: string) => boolean;
  readonly allowMassRemoval?: boolean;
}

interface Keeping {
  readonly isKept: (file: string) => boolean;
  readonly problems: readonly Problem[];
}

export function keepTopics(listing: TopicListing, removing: Removing): Keeping {
  const { known, isSettling = () => false, allowMassRemoval = false } = removing;
  const gone = goneFrom(listing, known);
  const settling = new Set(gone.filter(isSettling));
  const isMass =
    gone.length > 0 &&
    (!listing.isFound || (gone.length > MASS_REMOVAL_TOPICS && gone.length > known.length / 2));
  // A store of former times does not know which topic a broken file held.
  const isBroken = listing.files.some(({ read }) => !read.ok);
  if (!isMass || allowMassRemoval) {
    const isKept = (file: string) => settling.has(file) || (file === '' && isBroken);
    return { isKept, problems: [] };
  }
  // An unreadable folder was told by whoever read it; what may come back in a moment is no news.
  const isTold = listing.problems.length > 0 || settling.size === gone.length;
  const problem = massRemoval(listing, gone.length, known.length);
  return { isKept: () => true, problems: isTold ? [] : [problem] };
}

/** Files of topics in force that are no more there, nor under another name. */
function goneFrom({ files }: TopicListing, known: readonly Topic[]): readonly string[] {
  const present = new Set(files.map(({ file }) => file));
  const ids = new Set(files.flatMap(({ read }) => (read.ok ? [read.value.topic.id] : [])));
  return known
    .filter(({ id, file = '' }) => !present.has(file) && !ids.has(id))
    .map(({ file = '' }) => file);
}

function massRemoval({ isFound }: TopicListing, gone: number, all: number): Problem {
  return {
    file: TOPICS_FOLDER,
    code: 'mass-removal',
    message: isFound
      ? `the files of ${gone} of ${all} topics are gone; no topic was removed`
      : `the folder of topics is gone; none of its ${all} topics was removed`,
    hint: 'bring the files back, or start with --allow-mass-removal when this is meant',
    severity: 'error',
  };
}
