/** Content codings: which one a client gets (RFC 9110 12.5.3). */

/** In our order of preference where the client has none. */
export const CODINGS = ['zstd', 'br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/**
 * The coding for an Accept-Encoding header among `available`, or undefined for identity. `*` stands
 * for every coding not named; `q=0` refuses. Identity is sent rather than 406, also when refused.
 */
export function chooseCoding(
  header: string | null,
  available: readonly Coding[],
): Coding | undefined {
  if (header === null) return undefined;
  const weights = parseWeights(header);
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const identity = weights.get('identity') ?? 0;
  let best: Coding | undefined;
  for (const coding of CODINGS) {
    if (!available.includes(coding) || weightOf(coding) <= 0) continue;
    if (best === undefined || weightOf(coding) > weightOf(best)) best = coding;
  }
  return best !== undefined && weightOf(best) >= identity ? best : undefined;
}

/** Clients send few different headers; more than so many are read anew each time. */
const MAX_CHOICES = 500;

/** `chooseCoding` that remembers what it chose. */
export function createCodingChoice(
  available: readonly Coding[],
): (header: string | null) => Coding | undefined {
  const chosen = new Map<string, Coding | undefined>();
  return (header) => {
    if (header === null) return undefined;
    if (chosen.has(header)) return chosen.get(header);
    const coding = chooseCoding(header, available);
    if (chosen.size < MAX_CHOICES) chosen.set(header, coding);
    return coding;
  };
}

function parseWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.slice(0, 1_000).toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const quality = parameters.find((parameter) => /^q\s*=/.test(parameter));
    // A weight that cannot be read refuses: identity is always right.
    const weight =
      quality === undefined ? 1 : Number(quality.replace(/^q\s*=\s*/, '') || Number.NaN);
    // x-gzip is gzip (RFC 9110 8.4.1.3).
    if (name !== '')
      weights.set(name === 'x-gzip' ? 'gzip' : name, Number.isFinite(weight) ? weight : 0);
  }
  return weights;
}
