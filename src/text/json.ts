/** What JSON.parse keeps to itself: keys that stand twice in one object, of which it takes the last. */

interface Frame {
  /** Undefined in a list. */
  readonly keys: Set<string> | undefined;
  /** Key or index of the value that is read. */
  at: string | number;
  /** Whether the next string is a key. */
  awaitsKey: boolean;
}

/** Nothing that we read is nested as deep; paths below are not told. */
const MAX_DEPTH = 64;
const MAX_TOLD = 100;

/** Paths of keys that an object holds again, at most 100. `json` is valid JSON. */
export function repeatedKeys(json: string): readonly (readonly (string | number)[])[] {
  const found: (string | number)[][] = [];
  const stack: Frame[] = [];
  for (let index = 0; index < json.length && found.length < MAX_TOLD; index += 1) {
    const frame = stack.at(-1);
    const character = json[index];
    if (character === '"') {
      const end = endOfString(json, index);
      if (frame?.keys !== undefined && frame.awaitsKey) {
        const key = JSON.parse(json.slice(index, end)) as string;
        frame.at = key;
        frame.awaitsKey = false;
        if (frame.keys.has(key) && stack.length <= MAX_DEPTH) found.push(stack.map(({ at }) => at));
        frame.keys.add(key);
      }
      index = end - 1;
    } else if (character === '{') stack.push({ keys: new Set(), at: '', awaitsKey: true });
    else if (character === '[') stack.push({ keys: undefined, at: 0, awaitsKey: false });
    else if (character === '}' || character === ']') stack.pop();
    else if (character === ',' && frame !== undefined) next(frame);
  }
  return found;
}

function next(frame: Frame): void {
  if (typeof frame.at === 'number') frame.at += 1;
  frame.awaitsKey = frame.keys !== undefined;
}

/** Behind the closing quote. Not a regular expression: they give up on a text of megabytes. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
  return index + 1;
}
