import { describe, expect, it } from 'vitest';
import { readPageText } from '../../src/ingest/page-text.ts';

const HEADLINE = 'Ministers meet again';
const STORY = 'Ministers met on Monday.\n\nThey will meet again on Friday.';

function page(...blocks: readonly string[]): string {
  return blocks.join('\n\n');
}

describe('readPageText', () => {
  it('takes headline and body from a page with site lines around them', () => {
    const text = page(
      'Please view the main text by skipping the menu.',
      "S. Korean minister's envoy leaves for U.S.",
      'SEOUL (Kyodo) -- Ministers met on Monday.',
      'One of them -- the older -- spoke.',
      'Also in The Daily Harbour',
      'Ferries run late again.',
      'The Daily Harbour on social media',
    );
    expect(readPageText(text)).toEqual({
      headline: "S. Korean minister's envoy leaves for U.S.",
      bodyText: 'SEOUL (Kyodo) -- Ministers met on Monday.\n\nOne of them -- the older -- spoke.',
    });
  });

  it.each([
    ['Japanese', page('本文へ移動', '閣僚会談', '閣僚が会った。', '関連記事', '船が遅れる。')],
    ['Korean', page('본문 바로가기', '閣僚会談', '閣僚が会った。', '관련기사', '배가 늦는다.')],
  ])('knows the site lines of a %s page', (_language, text) => {
    expect(readPageText(text)).toEqual({ headline: '閣僚会談', bodyText: '閣僚が会った。' });
  });

  it.each(['Advertisement', 'Read more', 'Share', 'Share this article', '広告', '공유'])(
    'drops the label %j between paragraphs',
    (label) => {
      const text = page(HEADLINE, STORY.replace('\n\n', `\n\n${label}\n\n`), label);
      expect(readPageText(text)).toEqual({ headline: HEADLINE, bodyText: STORY });
    },
  );

  it.each([
    'Also in this section',
    'Related stories',
    'Most read',
    'Copyright 2019 The Daily Harbour',
    '관련 기사',
  ])('ends the story at %j', (line) => {
    const text = page(HEADLINE, STORY, line, 'Ferries run late again.');
    expect(readPageText(text)['bodyText']).toBe(STORY);
  });

  it.each([
    'Share prices fall on trade worries',
    'Copyright law passes in both houses',
    'Leaders spar on social media',
    'Also in the running: three small towns',
    'Minister leaves for the U.S.',
  ])('keeps the headline %j', (headline) => {
    expect(readPageText(page(headline, STORY))).toEqual({ headline, bodyText: STORY });
  });

  it.each([
    'Also in Seoul, ministers met their advisers.',
    'Related to this is the price of rice.',
    'Follow us, they said.',
  ])('keeps the paragraph %j', (paragraph) => {
    const text = page(HEADLINE, 'Ministers met.', paragraph, 'They left.');
    expect(readPageText(text)['bodyText']).toBe(page('Ministers met.', paragraph, 'They left.'));
  });

  it.each(['January 18, 2019 (Harbour)', 'Jan. 18, 2019', '18 January 2019', '2019年1月18日'])(
    'takes the date line %j for no paragraph',
    (line) => {
      expect(readPageText(page(HEADLINE, line, STORY))['bodyText']).toBe(STORY);
    },
  );

  it('keeps the printed byline apart from the body', () => {
    expect(readPageText(page(HEADLINE, 'By Hana Example', STORY))).toEqual({
      headline: HEADLINE,
      byline: 'By Hana Example',
      bodyText: STORY,
    });
  });

  it('takes a line above the dateline as the standfirst', () => {
    const text = page(HEADLINE, 'Second meeting in a week', 'HANOI (AP) _ Ministers met.');
    expect(readPageText(text)).toMatchObject({
      headline: HEADLINE,
      standfirst: 'Second meeting in a week',
      bodyText: 'HANOI (AP) _ Ministers met.',
    });
  });

  it('parts paragraphs at single line ends when there are no empty lines', () => {
    const text = `${HEADLINE}\r\nMinisters met.\r\nThey left.`;
    expect(readPageText(text)['bodyText']).toBe('Ministers met.\n\nThey left.');
  });

  it('joins lines that were broken to a width', () => {
    expect(readPageText(page(HEADLINE, 'Ministers met\nin a hall.'))['bodyText']).toBe(
      'Ministers met in a hall.',
    );
  });
});
