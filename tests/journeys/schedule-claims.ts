/** What must hold, many thousand times a second: words are made only for what does not. */

export function claim(holds: boolean, said: () => string): void {
  if (!holds) throw new Error(said());
}

/** Compared as JSON, so that lists can be told too. */
export function claimSame(found: unknown, wanted: unknown, said: () => string): void {
  if (Object.is(found, wanted)) return;
  const [one, other] = [found, wanted].map((value) => JSON.stringify(value));
  claim(one === other, () => `${said()}: ${one}, not ${other}`);
}
