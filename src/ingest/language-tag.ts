/** Language tags as people write them. */

/** BCP 47 in canonical form (`en-GB` for `en_gb`); undefined for what is no language tag. */
export function parseLanguageTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0];
  } catch {
    // RangeError is how the runtime says no.
    return undefined;
  }
}
