import type { Exchange } from './instrument.ts';

const WEEKDAYS = [1, 2, 3, 4, 5];
const time = (hours: number, minutes = 0) => hours * 60 + minutes;

function venue(code: string, name: string, timezone: string, opens: number, closes: number, calendar: string | null = null): Exchange {
  return { code, name, timezone, session: { opens, closes }, weekdays: WEEKDAYS, calendar };
}

/** Real venues with their regular hours; breaks at noon are not told. Codes are market identifiers of ISO 10383. */
export const venues = {
  XNAS: venue('XNAS', 'Nasdaq', 'America/New_York', time(9, 30), time(16), 'XNYS'),
  XNYS: venue('XNYS', 'New York Stock Exchange', 'America/New_York', time(9, 30), time(16), 'XNYS'),
  ARCX: venue('ARCX', 'NYSE Arca', 'America/New_York', time(9, 30), time(16), 'XNYS'),
  XTSE: venue('XTSE', 'Toronto Stock Exchange', 'America/Toronto', time(9, 30), time(16), 'XTSE'),
  BVMF: venue('BVMF', 'B3', 'America/Sao_Paulo', time(10), time(17)),
  XLON: venue('XLON', 'London Stock Exchange', 'Europe/London', time(8), time(16, 30), 'XLON'),
  XETR: venue('XETR', 'Xetra', 'Europe/Berlin', time(9), time(17, 30), 'XETR'),
  XPAR: venue('XPAR', 'Euronext Paris', 'Europe/Paris', time(9), time(17, 30), 'XPAR'),
  XAMS: venue('XAMS', 'Euronext Amsterdam', 'Europe/Amsterdam', time(9), time(17, 30), 'XPAR'),
  XSWX: venue('XSWX', 'SIX Swiss Exchange', 'Europe/Zurich', time(9), time(17, 30), 'XSWX'),
  XTKS: venue('XTKS', 'Tokyo Stock Exchange', 'Asia/Tokyo', time(9), time(15, 30), 'XTKS'),
  XHKG: venue('XHKG', 'Hong Kong Stock Exchange', 'Asia/Hong_Kong', time(9, 30), time(16)),
  XNSE: venue('XNSE', 'National Stock Exchange of India', 'Asia/Kolkata', time(9, 15), time(15, 30)),
  XASX: venue('XASX', 'Australian Securities Exchange', 'Australia/Sydney', time(10), time(16)),
  XJSE: venue('XJSE', 'Johannesburg Stock Exchange', 'Africa/Johannesburg', time(9), time(17)),
  XSAU: { ...venue('XSAU', 'Saudi Exchange', 'Asia/Riyadh', time(10), time(15)), weekdays: [0, 1, 2, 3, 4] },
  /** Sessions begin on the evening before, from Sunday to Thursday. */
  XNYM: { ...venue('XNYM', 'NYMEX', 'America/New_York', time(18), time(24 + 17)), weekdays: [0, 1, 2, 3, 4] },
  IFEU: venue('IFEU', 'ICE Futures Europe', 'Europe/London', time(1), time(23)),
} satisfies Record<string, Exchange>;

export type VenueCode = keyof typeof venues;
