/**
 * Agencies and well-known datelined places in the scripts newsrooms write them in. One table, so that
 * Kyodo, 共同 and 교도 are one agency with one slug everywhere.
 */

export interface KnownName {
  readonly name: string;
  readonly slug: string;
}

// Canonical name first, then other spellings. Latin spellings are compared without case.
const AGENCIES = `
Kyodo|Kyodo News|Kyodo News Service|共同|共同通信|共同通信社|共同社|교도|교도통신
Jiji|Jiji Press|時事|時事通信|時事通信社|时事社|지지통신
Reuters|Thomson Reuters|ロイター|ロイター通信|로이터|로이터통신|路透|路透社
AP|Associated Press|The Associated Press|AP通信|AP通信社|AP통신|美联社
AFP|Agence France-Presse|AFP通信|AFP通信社|AFP통신|法新社
AFP-Jiji|AFP時事|AFP=時事
Yonhap|Yonhap News|Yonhap News Agency|聯合ニュース|聯合|연합뉴스|연합|韩联社|韓聯社
Newsis|뉴시스|ニューシス
News1|News 1|뉴스1|ニュース1
Xinhua|Xinhuanet|Xinhua News Agency|新華社|新华社|新華社通信|新華|신화통신|신화사|신화
CNS|China News Service|中新社|中国新闻社
CNA|Central News Agency|中央社|中央通訊社
KCNA|Korean Central News Agency|朝鮮中央通信|朝鮮通信|조선중앙통신|朝中社
dpa|Deutsche Presse-Agentur|DPA通信|DPA통신
EFE|Agencia EFE|EFE通信
ANSA|ANSA通信
TASS|ITAR-TASS|Itar-Tass|タス|タス通信|타스|타스통신|塔斯社
RIA Novosti|RIA|RIA通信
Sputnik|スプートニク|스푸트니크
Interfax|インタファクス|インタファクス通信|인테르팍스
Bloomberg|Bloomberg News|ブルームバーグ|블룸버그|블룸버그통신
UPI|United Press International|UPI通信
PTI|Press Trust of India|PTI通信
ANI|Asian News International
IANS|Indo-Asian News Service
AAP|Australian Associated Press
PA|PA Media|Press Association
Canadian Press|The Canadian Press
ANP|Algemeen Nederlands Persbureau
APA|Austria Presse Agentur
Belga|Belga News Agency
Keystone-SDA|Keystone-ATS
Lusa|Agência Lusa
Ritzau
NTB
STT
Anadolu|Anadolu Agency|アナドル通信
IRNA|イラン国営通信
SANA|シリア国営通信
Antara|アンタラ通信
Bernama|ベルナマ通信
VNA|Vietnam News Agency|ベトナム通信
Dow Jones|Dow Jones Newswires
PR Newswire|PRNewswire
Business Wire|BUSINESS WIRE
GlobeNewswire|GLOBE NEWSWIRE
LPC
IFR
TCA|Tribune Content Agency|TNS|Tribune News Service
CNN|Cable News Network
`;

const PLACES = `
Beijing|北京|ペキン|베이징
Tokyo|東京|东京|도쿄
Pyongyang|平壌|平壤|ピョンヤン|평양
Seoul|ソウル|서울|首尔|首爾
Washington|ワシントン|워싱턴|华盛顿|華盛頓|Washington D.C.|Washington, D.C.
Hanoi|ハノイ|하노이|河内
Singapore|シンガポール|싱가포르|新加坡
New York|ニューヨーク|뉴욕|纽约
United Nations|国連|유엔|联合国|国連本部
Moscow|モスクワ|모스크바|莫斯科
Vladivostok|ウラジオストク|블라디보스토크|海参崴
London|ロンドン|런던|伦敦
Paris|パリ|파리|巴黎
Berlin|ベルリン|베를린|柏林
Brussels|ブリュッセル|브뤼셀|布鲁塞尔
Geneva|ジュネーブ|제네바|日内瓦
Vienna|ウィーン|빈|维也纳
Rome|ローマ|로마|罗马
Madrid|マドリード|마드리드|马德里
Stockholm|ストックホルム|스톡홀름|斯德哥尔摩
Panmunjom|Panmunjeom|板門店|판문점
Kaesong|開城|개성
Busan|Pusan|釜山|プサン|부산
Incheon|Inchon|仁川|インチョン|인천
Sejong|世宗|세종
Daejeon|大田|대전
Daegu|大邱|대구
Gwangju|光州|광주
Ulsan|蔚山|울산
Suwon|水原|수원
Jeju|済州|제주
Shanghai|上海|상하이
Hong Kong|香港|홍콩
Taipei|台北|臺北|타이베이
Shenyang|瀋陽|沈阳|선양
Dalian|大連|大连|다롄
Dandong|丹東|丹东|단둥
Guangzhou|広州|广州|광저우
Macau|マカオ|澳门|마카오
Osaka|大阪|오사카
Kyoto|京都|교토
Nagoya|名古屋|나고야
Sapporo|札幌|삿포로
Sendai|仙台|센다이
Fukushima|福島|후쿠시마
Yokohama|横浜|요코하마
Kobe|神戸|고베
Nara|奈良|나라
Hiroshima|広島|히로시마
Nagasaki|長崎|나가사키
Fukuoka|福岡|후쿠오카
Kumamoto|熊本
Naha|那覇|나하
Niigata|新潟|니가타
Kanazawa|金沢
Matsue|松江
Takamatsu|高松
Kagoshima|鹿児島
Bangkok|バンコク|방콕|曼谷
Jakarta|ジャカルタ|자카르타|雅加达
Manila|マニラ|마닐라|马尼拉
Kuala Lumpur|クアラルンプール|쿠알라룸푸르|吉隆坡
Phnom Penh|プノンペン|프놈펜|金边
Vientiane|ビエンチャン|비엔티안
Yangon|ヤンゴン|양곤|仰光
Naypyitaw|ネピドー|네피도
Ho Chi Minh City|ホーチミン|호찌민
Danang|Da Nang|ダナン|다낭|岘港
New Delhi|ニューデリー|뉴델리|新德里
Mumbai|ムンバイ|뭄바이
Dhaka|ダッカ|다카
Islamabad|イスラマバード|이슬라마바드
Kabul|カブール|카불
Tehran|テヘラン|테헤란|德黑兰
Baghdad|バグダッド|바그다드
Beirut|ベイルート|베이루트
Jerusalem|エルサレム|예루살렘
Damascus|ダマスカス
Cairo|カイロ|카이로|开罗
Istanbul|イスタンブール|이스탄불
Ankara|アンカラ|앙카라
Riyadh|リヤド
Dubai|ドバイ|두바이
Doha|ドーハ|도하
Kyiv|Kiev|キーウ|キエフ|키이우
Warsaw|ワルシャワ|바르샤바
Athens|アテネ|아테네
Lisbon|リスボン
Amsterdam|アムステルダム
The Hague|ハーグ
Oslo|オスロ|오슬로
Helsinki|ヘルシンキ|헬싱키
Copenhagen|コペンハーゲン
Davos|ダボス|다보스
Frankfurt|フランクフルト
Munich|ミュンヘン|뮌헨
Zurich|チューリヒ
Dublin|ダブリン
Edinburgh|エディンバラ
Los Angeles|ロサンゼルス|로스앤젤레스|洛杉矶
San Francisco|サンフランシスコ|샌프란시스코|旧金山
Chicago|シカゴ|시카고
Boston|ボストン|보스턴
Houston|ヒューストン
Atlanta|アトランタ
Miami|マイアミ
Philadelphia|フィラデルフィア
Detroit|デトロイト
Seattle|シアトル|시애틀
Honolulu|ホノルル
Ottawa|オタワ
Toronto|トロント
Montreal|モントリオール
Vancouver|バンクーバー|밴쿠버
Mexico City|メキシコ市|メキシコシティー|멕시코시티
Havana|ハバナ|아바나
Caracas|カラカス
Bogota|ボゴタ
Lima|リマ
Santiago|サンティアゴ
Buenos Aires|ブエノスアイレス|부에노스아이레스
Brasilia|ブラジリア
Sao Paulo|São Paulo|サンパウロ|상파울루
Rio de Janeiro|リオデジャネイロ
Sydney|シドニー|시드니|悉尼
Canberra|キャンベラ|캔버라
Melbourne|メルボルン
Wellington|ウェリントン
Nairobi|ナイロビ
Johannesburg|ヨハネスブルク
Pretoria|プレトリア
Lagos|ラゴス
Addis Ababa|アディスアベバ
Ulan Bator|Ulaanbaatar|ウランバートル|울란바토르
`;

/** As names are compared: width, case, white space and a closing full stop do not count. */
function foldName(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().replace(/\.$/, '').toLowerCase();
}

function readTable(table: string): ReadonlyMap<string, KnownName> {
  const known = new Map<string, KnownName>();
  for (const line of table.trim().split('\n')) {
    const spellings = line.split('|');
    const name = spellings[0] ?? '';
    const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    for (const spelling of spellings) known.set(foldName(spelling), { name, slug });
  }
  return known;
}

const AGENCY_BY_SPELLING = readTable(AGENCIES);
const PLACE_BY_SPELLING = readTable(PLACES);

const LONGEST_FIRST = (a: string, b: string): number => b.length - a.length;
const AGENCY_SPELLINGS = [...AGENCY_BY_SPELLING.keys()].sort(LONGEST_FIRST);

/** The agency that is written `text` in any script: `Kyodo` for 共同. */
export function findAgency(text: string): KnownName | undefined {
  return AGENCY_BY_SPELLING.get(foldName(text));
}

/** A place on the list; many real places are not. */
export function findPlace(text: string): KnownName | undefined {
  return PLACE_BY_SPELLING.get(foldName(text));
}

// Spellings of one Latin or Han character pair (AP, PA) are no safe ending of a longer Latin word.
const IS_EAST_ASIAN = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Katakana}]/u;

/** Splits `ソウル共同` into what is before the agency and the agency: East Asian text runs words together. */
export function splitAgencyAtEnd(
  text: string,
): { readonly before: string; readonly agency: KnownName } | undefined {
  const folded = text.normalize('NFKC');
  const lower = folded.toLowerCase();
  for (const spelling of AGENCY_SPELLINGS) {
    if (!lower.endsWith(spelling) || !IS_EAST_ASIAN.test(folded)) continue;
    const agency = AGENCY_BY_SPELLING.get(spelling);
    if (agency) return { before: folded.slice(0, folded.length - spelling.length), agency };
  }
  return undefined;
}
