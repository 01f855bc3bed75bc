/** What readers are told in place of a withdrawn story, in its language. */

interface Notice {
  readonly title: string;
  readonly text: string;
}

const ENGLISH: Notice = {
  title: 'Story withdrawn',
  text: 'This story has been withdrawn by its publisher.',
};

const NOTICES: Readonly<Record<string, Notice>> = {
  en: ENGLISH,
  ja: { title: '記事の取り消し', text: 'この記事は配信元により取り消されました。' },
  ko: { title: '기사 취소', text: '이 기사는 발행사에 의해 취소되었습니다.' },
};

/** The notice in `language` (a primary subtag), else in English. */
export function noticeFor(language: string): Notice {
  return NOTICES[language] ?? ENGLISH;
}
