/** Full-text search: the same answers from three engines. */

import { expect, test } from 'vitest';
import { parseQuery, searchTokens } from '../../../src/text/search.ts';
import { AT, article, idsOf, type Room, second, write } from './room.ts';

export function searchContract(room: Room): void {
  const put = (id: string, ...texts: string[]) =>
    room.commit(AT, write(article(id), ['x'], { tokens: searchTokens(texts) }));
  const find = async (query: string, name = 'x'): Promise<readonly string[] | undefined> => {
    const phrases = parseQuery(query);
    if (phrases === undefined) return undefined;
    const filter = { phrases, selectorKeys: [`section:${name}`] };
    return idsOf(await room.store.findArticles(filter, { limit: 10 })).toSorted();
  };

  const cases: readonly [string, string, string][] = [
    ['会談', '両首脳は会談を行い、共同声明を発表した。', '会議で談話を発表した。'],
    ['정상회담', '남북정상회담이 판문점에서 열렸다.', '정상에서 회담했다.'],
    ['สันติภาพ', 'การเจรจาสันติภาพเริ่มขึ้น', 'การเจรจาเริ่มขึ้น'],
    ['核', '非核化について', '朝鮮半島について'],
    ['コーヒー', '首脳はコーヒーを飲んだ。', '首脳はヒを飲んだ。'],
    ['missile', 'Two MISSILES were fired', 'Two rockets were fired'],
    ['Missiles', 'a missile', 'a rocket'],
    ['talks', 'Envoys talk', 'Envoys speak'],
    ['jose', 'José Ortega', 'Josef Ortega'],
    ['ＡＢＣ', 'abc', 'abcd'],
    ['"peace talks"', 'The peace talks resume', 'Talks of peace resume'],
    ['"peace talks"', 'the Peace Talk', 'They want peace? Talks resume'],
    ['"peace talks"', 'peace-talks', 'peace! talks'],
    ['talks peace', 'peace and other talks', 'peace'],
    ['"会談 行"', '会談 行', '会談を行い'],
    [
      '"共同声明" 首脳',
      '両首脳は会談を行い、共同声明を発表した。',
      '共同の声明を両首脳が発表した。',
    ],
    ['𠮷野', '𠮷野家', '吉野家'],
    ['2019', 'in 2019', 'in 20191'],
  ];

  test('finds what holds the words of a query, and nothing else', async () => {
    const writes = cases.flatMap(([, hit, miss], row) => [
      write(article(`hit-${row}`), [`${row}`], { tokens: searchTokens([hit]) }),
      write(article(`miss-${row}`), [`${row}`], { tokens: searchTokens([miss]) }),
    ]);
    await room.commit(AT, ...writes);
    for (const [row, [query, hit]] of cases.entries()) {
      expect(await find(query, `${row}`), `${query} in ${hit}`).toEqual([`hit-${row}`]);
    }
  });

  test('wants all words, wherever they stand', async () => {
    await put('both', 'Envoys meet', 'Talks on arms begin');
    await put('one', 'Envoys meet');
    expect(await find('envoys arms')).toEqual(['both']);
    expect(await find('envoys arms none')).toEqual([]);
  });

  // A text vector of PostgreSQL keeps 256 positions of a word, and none behind the 16,383rd.
  test('finds a phrase at the end of a long text', async () => {
    const japanese = `${'核の国の話の'.repeat(4_000)}。日本の会談`;
    const english = `${'the state of the talks '.repeat(4_000)} the last envoy`;
    await put('ja', japanese);
    await put('en', english);
    expect(await find('日本の会談')).toEqual(['ja']);
    expect(await find('"the last envoy"')).toEqual(['en']);
    expect(await find('"the envoy"')).toEqual([]);
  });

  test('finds only what has tokens, and by those of the newest text', async () => {
    await put('a', 'Envoys meet');
    expect(await find('envoys')).toEqual(['a']);
    await put('a', 'Ministers part');
    expect(await find('envoys')).toEqual([]);
    expect(await find('ministers')).toEqual(['a']);
    await room.commit(second(1), write(article('a'), ['x'], { tokens: undefined }));
    expect(await find('ministers')).toEqual([]);
    await put('a', 'Ministers part');
    expect(await find('ministers')).toEqual(['a']);
    const withdrawn = article('a', { state: 'withdrawn', headline: '' });
    await room.commit(second(2), write(withdrawn, ['x'], { goneAt: AT }));
    expect(await find('ministers')).toEqual([]);
    expect(await room.raw('SELECT article_id FROM search_text')).toEqual([]);
  });

  test('never finds an article that is not public, whatever tokens it came with', async () => {
    const hidden = article('a', { state: 'embargoed' });
    await room.commit(AT, write(hidden, [], { tokens: 'secret' }));
    const found = await room.store.findArticles({ phrases: ['secret'] }, { limit: 10 });
    expect(found).toEqual([]);
  });

  const odd: readonly [string, string][] = [
    ['syntax of a query language', 'envoys AND (NOT meet) OR NEAR/2 * ^ : - + tokens:envoys {a}'],
    ['quotes', '\'envoys\' "meet \'\' "" "envoys'],
    ['syntax of text search', "envoys & meet | !talks <-> 'a':*  \\ \\'"],
    ['emoji', '😀 envoys 🚀 👩‍👩‍👧‍👦'],
    ['placeholders', '? $1 :a @b %s envoys'],
    ['nothing but signs', '"" \' () * -'],
    ['a lone surrogate', '\uD800 envoys \uDC00'],
    ['a NUL', 'envoys\0meet'],
    ['marks without a letter', '\u0301\u0302 envoys'],
    ['a long word', 'a'.repeat(200)],
    ['long ligatures', 'ﬃ'.repeat(200)],
    ['many words', 'a b c d e f g h i j k l m'],
    ['10,000 characters', 'envoys '.repeat(1_400)],
    ['10,000 characters of one word', '会'.repeat(10_000)],
  ];

  test('takes whatever stands in a text or a query', async () => {
    for (const [row, [what, query]] of odd.entries()) {
      const tokens = searchTokens([query, 'Envoys meet']);
      await room.commit(AT, write(article(what), [`${row}`], { tokens }));
      expect([undefined, [], [what]], what).toContainEqual(await find(query, `${row}`));
      const short = query.slice(0, 200);
      if (parseQuery(short)) expect(await find(short, `${row}`), what).toEqual([what]);
      expect(await find('"envoys meet"', `${row}`), what).toEqual([what]);
    }
  });
}
