import type { Exchange } from '../../domain/instrument.ts';

/** Simulated venues trade on every day of the week, so that the graph is alive whenever one looks. */
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const time = (hours: number, minutes = 0) => hours * 60 + minutes;

function venue(code: string, name: string, timezone: string, opens: number, closes: number): Exchange {
  return { code, name, timezone, session: { opens, closes }, weekdays: EVERY_DAY };
}

/** Real venues with their regular hours; only the weekend is ours. Codes are market identifiers of ISO 10383. */
export const venues = {
  XNAS: venue('XNAS', 'Nasdaq', 'America/New_York', time(9, 30), time(16)),
  XNYS: venue('XNYS', 'New York Stock Exchange', 'America/New_York', time(9, 30), time(16)),
  ARCX: venue('ARCX', 'NYSE Arca', 'America/New_York', time(9, 30), time(16)),
  XTSE: venue('XTSE', 'Toronto Stock Exchange', 'America/Toronto', time(9, 30), time(16)),
  BVMF: venue('BVMF', 'B3', 'America/Sao_Paulo', time(10), time(17)),
  XLON: venue('XLON', 'London Stock Exchange', 'Europe/London', time(8), time(16, 30)),
  XETR: venue('XETR', 'Xetra', 'Europe/Berlin', time(9), time(17, 30)),
  XPAR: venue('XPAR', 'Euronext Paris', 'Europe/Paris', time(9), time(17, 30)),
  XAMS: venue('XAMS', 'Euronext Amsterdam', 'Europe/Amsterdam', time(9), time(17, 30)),
  XSWX: venue('XSWX', 'SIX Swiss Exchange', 'Europe/Zurich', time(9), time(17, 30)),
  XTKS: venue('XTKS', 'Tokyo Stock Exchange', 'Asia/Tokyo', time(9), time(15, 30)),
  XHKG: venue('XHKG', 'Hong Kong Stock Exchange', 'Asia/Hong_Kong', time(9, 30), time(16)),
  XNSE: venue('XNSE', 'National Stock Exchange of India', 'Asia/Kolkata', time(9, 15), time(15, 30)),
  XJSE: venue('XJSE', 'Johannesburg Stock Exchange', 'Africa/Johannesburg', time(9), time(17)),
  XSAU: venue('XSAU', 'Saudi Exchange', 'Asia/Riyadh', time(10), time(15)),
  /** Electronic futures trading pauses for an hour a day; here it never stops. */
  XNYM: { code: 'XNYM', name: 'NYMEX', timezone: 'America/New_York', session: null, weekdays: EVERY_DAY },
  IFEU: { code: 'IFEU', name: 'ICE Futures Europe', timezone: 'Europe/London', session: null, weekdays: EVERY_DAY },
} satisfies Record<string, Exchange>;

export type VenueCode = keyof typeof venues;
