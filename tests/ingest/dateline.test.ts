import { describe, expect, it } from 'vitest';
import { parseDateline } from '../../src/ingest/dateline.ts';

interface Case {
  readonly raw: string;
  readonly places: readonly string[];
  readonly date?: string;
  readonly agency?: string;
}

const READ: readonly Case[] = [
  { raw: 'BEIJING (Kyodo) --', places: ['BEIJING'], agency: 'Kyodo' },
  { raw: 'WASHINGTON (Reuters) -', places: ['WASHINGTON'], agency: 'Reuters' },
  { raw: 'WASHINGTON (Reuters) –', places: ['WASHINGTON'], agency: 'Reuters' },
  { raw: 'WASHINGTON (Reuters) —', places: ['WASHINGTON'], agency: 'Reuters' },
  { raw: 'WASHINGTON (Reuters) _', places: ['WASHINGTON'], agency: 'Reuters' },
  { raw: 'SEOUL, Jan. 17 (Yonhap) --', places: ['SEOUL'], date: 'Jan. 17', agency: 'Yonhap' },
  {
    raw: 'HANOI, Feb. 27, 2019 (Xinhua) --',
    places: ['HANOI'],
    date: 'Feb. 27, 2019',
    agency: 'Xinhua',
  },
  { raw: 'BERLIN/PARIS (AFP) -', places: ['BERLIN', 'PARIS'], agency: 'AFP' },
  { raw: 'KNOXVILLE, Tenn. (AP) _', places: ['KNOXVILLE'], agency: 'AP' },
  { raw: 'VLADIVOSTOK, Russia (TASS) --', places: ['VLADIVOSTOK'], agency: 'TASS' },
  { raw: 'Rio de Janeiro (AFP) -', places: ['Rio de Janeiro'], agency: 'AFP' },
  { raw: 'Port of Spain (AP) —', places: ['Port of Spain'], agency: 'AP' },
  { raw: 'Berlin (dpa) -', places: ['Berlin'], agency: 'dpa' },
  { raw: 'Madrid, 25 abr (EFE).-', places: ['Madrid'], date: '25 abr', agency: 'EFE' },
  { raw: 'SEOUL (Yonhap, Jan. 17) --', places: ['SEOUL'], date: 'Jan. 17', agency: 'Yonhap' },
  { raw: 'SEOUL, Jan. 17 (Harbour Wire) --', places: ['SEOUL'], date: 'Jan. 17' },
  { raw: 'VLADIVOSTOK, Russia --', places: ['VLADIVOSTOK'] },
  { raw: 'HANOI --', places: ['HANOI'] },
  { raw: 'WASHINGTON --', places: ['WASHINGTON'] },
  { raw: 'WASHINGTON -', places: ['WASHINGTON'] },
  { raw: 'NEW YORK, Jan. 3 —', places: ['NEW YORK'], date: 'Jan. 3' },
  { raw: '(Reuters) -', places: [], agency: 'Reuters' },
  { raw: 'Jan 30 (Reuters) -', places: [], date: 'Jan 30', agency: 'Reuters' },
  { raw: '(ANSA) - ROMA, 1 LUG -', places: ['ROMA'], date: '1 LUG', agency: 'ANSA' },
  { raw: '【ソウル共同】', places: ['ソウル'], agency: 'Kyodo' },
  { raw: '【平壌・共同】', places: ['平壌'], agency: 'Kyodo' },
  { raw: '【ワシントン共同】', places: ['ワシントン'], agency: 'Kyodo' },
  { raw: '【チェンマイ共同】', places: ['チェンマイ'], agency: 'Kyodo' },
  { raw: '【ソウル聯合ニュース】', places: ['ソウル'], agency: 'Yonhap' },
  { raw: '【1月17日 AFP】', places: [], date: '1月17日', agency: 'AFP' },
  { raw: '【東京】', places: ['東京'] },
  {
    raw: '［北京　２０日　ロイター］ -',
    places: ['北京'],
    date: '２０日',
    agency: 'Reuters',
  },
  { raw: '(서울=연합뉴스) 홍길동 기자 =', places: ['서울'], agency: 'Yonhap' },
  { raw: '(서울·안동=연합뉴스)', places: ['서울', '안동'], agency: 'Yonhap' },
  { raw: '[서울=뉴시스]', places: ['서울'], agency: 'Newsis' },
  { raw: '[서울=뉴시스]홍길동 특파원 =', places: ['서울'], agency: 'Newsis' },
  { raw: '新华社平壤4月16日电', places: ['平壤'], date: '4月16日', agency: 'Xinhua' },
  { raw: '新华社4月16日电（记者某某）', places: [], date: '4月16日', agency: 'Xinhua' },
];

const REFUSED: readonly string[] = [
  'Plus: What the ministers will discuss next',
  'Gordon -- who was raised on a farm -- spoke first',
  'GORDON -- who was raised on a farm -- spoke first',
  'Police: Gunman (AP) - was seen',
  'UPDATE 1-Ministers meet again',
  'UPDATE 1 - Ministers meet again',
  'BEIJING-based firms are waiting',
  'Seoul -- the capital -- is waiting',
  'SEOUL (Friday) -- Talks go on',
  'The minister (Reuters) has left the building',
  'A man who saw it (AP) -- and spoke of it',
  'Talks go on in Seoul (Kyodo) -- as planned',
  '【解説】会談の行方',
  '【東京五輪】準備が進む',
  '【日米共同】声明',
  '[東京] 会議',
  '(서울) 회의',
  '(共同) 会議',
  '中国4月16日电',
  '4月16日电',
  '',
  '   ',
  '--',
  '(',
];

describe('parseDateline', () => {
  it.each(READ)('takes $raw off the text', ({ raw, ...fields }) => {
    const following = 'Ministers met again.';
    expect(parseDateline(`  ${raw} ${following} `)).toEqual({
      dateline: { raw, ...fields },
      rest: following,
    });
  });

  it.each(REFUSED)('leaves %j alone', (text) => {
    expect(parseDateline(text)).toBeUndefined();
  });

  it('needs no space behind a Japanese bracket or a long dash', () => {
    expect(parseDateline('【東京】会議が開かれた。')?.rest).toBe('会議が開かれた。');
    expect(parseDateline('HANOI (AP)—Ministers met.')?.rest).toBe('Ministers met.');
  });

  it('reads a long run of capitals in linear time', () => {
    expect(parseDateline('A '.repeat(200_000))).toBeUndefined();
    expect(parseDateline(`${'A'.repeat(100)}/`.repeat(2_000))).toBeUndefined();
  });
});
