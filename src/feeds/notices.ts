/** The few words that the server itself says to readers of a story, in the story's language. */

interface Notice {
  /** BCP 47, of these words. */
  readonly language: string;
  /** Title in place of a withdrawn story's. */
  readonly title: string;
  /** What stands in place of a withdrawn story. */
  readonly text: string;
  /** Of a story that was taken back without a notice. */
  readonly gone: string;
  /** Before the date of a correction note. */
  readonly correction: string;
}

const ENGLISH: Notice = {
  language: 'en',
  title: 'Story withdrawn',
  text: 'This story has been withdrawn by its publisher.',
  gone: 'No longer available',
  correction: 'Correction',
};

const NOTICES: Readonly<Record<string, Notice>> = {
  en: ENGLISH,
  ja: {
    language: 'ja',
    title: '記事の取り消し',
    text: 'この記事は配信元により取り消されました。',
    gone: '公開を終了しました',
    correction: '訂正',
  },
  ko: {
    language: 'ko',
    title: '기사 취소',
    text: '이 기사는 발행사에 의해 취소되었습니다.',
    gone: '더 이상 제공되지 않습니다',
    correction: '정정',
  },
};

/** The words in `language` (a primary subtag), else in English. */
export function noticeFor(language: string): Notice {
  return NOTICES[language] ?? ENGLISH;
}
