import { openMarketStore } from '@marketgraph/market/storage/open-market-store';
import type { Logger } from '@marketgraph/service';
import { seededRandom } from '../frame/statistics.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const FIRST_DAY = Date.UTC(2026, 0, 5);
/** As many as one page may have. */
export const INSTRUMENTS = 500;
/** One more than a page of candles may have. */
const LONG = 5_001;
const SHORT = 300;

/** Instruments with some hours of minutes and a quote each; the first ones with more minutes than one answer may hold. */
export async function fillMarkets(url: string, logger: Logger): Promise<void> {
  const store = await openMarketStore({ url, logger });
  const instrument = { assetClass: 'CRYPTO', region: 'GLOBAL', currency: 'USD', exchange: null, sector: null, tickSize: '0.01' } as const;
  await store.instruments.save(symbols().map((symbol) => ({ symbol, name: symbol, ...instrument })));
  await store.history.saveHistory('bench', chunks());
  await store.database.pool.query(QUOTES);
  await store.database.pool.query('VACUUM ANALYZE');
  await store.close();
}

export function symbols(): string[] {
  return Array.from({ length: INSTRUMENTS }, (_, index) => `I${String(index).padStart(3, '0')}`);
}

/** As a feed leaves them: the source that is heard is the one that answers. */
const QUOTES = `INSERT INTO market.quotes (symbol, source, provenance, price, volume, as_of, received_at)
  SELECT symbol, source, 'LIVE', 180, 0, newest_at, newest_at FROM market.series`;

async function* chunks() {
  const random = seededRandom(1);
  const until = FIRST_DAY + 5 * DAY_MS;
  for (const [index, symbol] of symbols().entries()) {
    yield { symbol, source: 'bench', candles: minutes(random, index < 24 ? LONG : SHORT), until };
  }
}

function minutes(random: () => number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const openTime = FIRST_DAY + index * MINUTE_MS;
    const price = (180 + random()).toFixed(2);
    const prices = { open: price, high: price, low: price, close: price };
    const closeTime = openTime + MINUTE_MS;
    return { basis: 'LAST' as const, interval: 'ONE_MINUTE' as const, openTime, closeTime, ...prices, volume: '10', tradeCount: 7 };
  });
}
