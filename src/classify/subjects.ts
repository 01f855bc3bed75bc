/** IPTC Media Topics: how they are written, and which concept is broader than which. */

const MEDIA_TOPIC = 'http://cv.iptc.org/newscodes/mediatopic/';

/**
 * The one URI of a concept given as `medtop:11000000`, as the eight digits alone, or as a URI;
 * undefined for anything else.
 */
export function subjectUri(written: string): string | undefined {
  const text = written.trim();
  const code =
    /^(?:medtop:)?(\d{8})$/i.exec(text)?.[1] ??
    /^https?:\/\/cv\.iptc\.org\/newscodes\/mediatopic\/(\d{8})\/?$/i.exec(text)?.[1];
  if (code !== undefined) return MEDIA_TOPIC + code;
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) && !/^medtop:/i.test(text) ? text : undefined;
}

/**
 * Second level of the vocabulary under its top concepts, without the retired ones. Deeper levels are
 * left to the article: agencies send the broader codes along with the narrow one.
 */
const NARROWER: readonly (readonly [broader: string, narrower: string])[] = [
  ['01000000', '20000002 20000038 20000045'],
  ['02000000', '20000082 20000106 20000119 20000121 20000129'],
  ['03000000', '20000139 20000148 20000168'],
  ['04000000', '20000170 20000209 20000344 20000385'],
  [
    '05000000',
    '20000412 20001338 20001217 20000413 20000414 20001337 20000398 20000399 20000400 20000410 20000415 20000416 20001216',
  ],
  ['06000000', '20000418 20000420 20000424 20000430 20000441'],
  ['07000000', '20000446 20000480 20000461 20000483 20000463 20000464 20000485 20000493 20000484'],
  [
    '08000000',
    '20000500 20001237 20000498 20001238 20000505 20000501 20000507 20000504 20000503 20000499',
  ],
  ['09000000', '20000509 20000521 20000523 20000524 20000531 20000533 20000536'],
  ['10000000', '20000538 20000565 20001339'],
  ['11000000', '20000574 20000587 20000593 20000621 20000638 20000646 20000647 20000648 20000649'],
  ['12000000', '20000657 20000702 20000688 20000697 20000690 20000703 20000696 20000705'],
  ['13000000', '20000710 20000715 20000717 20000741 20000735 20000755 20000742 20000756'],
  [
    '14000000',
    '20000768 20000770 20000775 20000772 20000780 20000771 20000788 20000799 20000802 20000808 20000817',
  ],
  [
    '15000000',
    '20000822 20001103 20001104 20001301 20001108 20001124 20001125 20001126 20001323 20001324 20001325 20001148',
  ],
  ['16000000', '20000053 20000056 20000065 20000070 20000071 20000073 20000077 20000080'],
  ['17000000', '20001128 20001129 20001130 20001131'],
  // Third level where a desk for foreign news would miss it.
  ['20000638', '20000639 20000642 20000644'],
];

const BROADER: ReadonlyMap<string, string> = new Map(
  NARROWER.flatMap(([broader, narrower]) =>
    narrower.split(' ').map((code) => [MEDIA_TOPIC + code, MEDIA_TOPIC + broader] as const),
  ),
);

/** The concept and every broader one that the table knows. */
export function withBroader(uri: string): readonly string[] {
  const known = [subjectUri(uri) ?? uri];
  for (let up = BROADER.get(known[0] ?? ''); up !== undefined; up = BROADER.get(up)) known.push(up);
  return known;
}
