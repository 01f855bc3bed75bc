/** Arithmetic of instants that documents and their copies share. */

/** The first of some instants; undefined without any. */
export function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  const times = instants.flatMap((at) => (at === undefined ? [] : [at.getTime()]));
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
