/** Where a full stop ends a sentence. Errs on the side of not ending one: `N. Korea`, `Gen. Kim`. */

// Titles and names with a capital; `Inc. The` may be the end of a sentence and is taken for none.
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'Adm Amb Asst Atty Brig Capt Cmdr Col Cpl Det Dr Fr Gen Gov Hon Insp Lt Maj Messrs Mr Mrs Ms Msgr Pfc Pres ' +
    'Prof Pvt Rep Reps Rev Spc ' +
    'Sen Sens Sgt Sr Jr St Ste Supt Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur ' +
    'Thurs Fri Sat Sun ' +
    'Ala Ariz Ark Calif Colo Conn Dak Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla ' +
    'Ore Pa ' +
    'Tenn Tex Va Vt Wash Wis Wyo Art Assn Assoc Ave Blvd Bros Ch Co Corp Dem Dept Dist Ft Govt Inc Intl Ltd Mt Mts Natl No Nos Nth Op Sec Sth ' +
    'Univ Vol vs v cf approx'
  ).split(' '),
);

/**
 * Whether a full stop between two tokens, with white space behind it, ends a sentence. `before` and
 * `after` are the tokens as written; a single letter is an initial.
 */
export function isSentenceEnd(before: string, after: string): boolean {
  if (startsSmall(after) || before.endsWith('.')) return false;
  return !ABBREVIATIONS.has(before) && !(before.length < 3 && /^\p{L}$/u.test(before));
}

function startsSmall(word: string): boolean {
  const code = word.charCodeAt(0);
  return code < 128 ? code > 96 && code < 123 : /^\p{Ll}/u.test(word);
}
