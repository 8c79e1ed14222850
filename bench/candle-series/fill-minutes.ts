import { openMarketStore } from '@marketgraph/market/storage/open-market-store';
import type { Logger } from '@marketgraph/service';
import { seededRandom } from '../frame/statistics.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);

export const MINUTE_SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF'];
export const minuteDays = Array.from({ length: 4 }, (_, index) => FIRST_DAY + index * DAY_MS);

/** Four whole days of minutes for each symbol, through the shipped history store. */
export async function fillMinutes(url: string, logger: Logger): Promise<void> {
  const store = await openMarketStore({ url, logger });
  const instrument = { assetClass: 'CRYPTO', region: 'GLOBAL', currency: 'USD', exchange: null, sector: null, tickSize: '0.01' } as const;
  await store.instruments.save(MINUTE_SYMBOLS.map((symbol) => ({ symbol, name: symbol, ...instrument })));
  await store.history.saveHistory('bench', chunks());
  await store.database.pool.query(QUOTES);
  await store.database.pool.query('VACUUM ANALYZE');
  await store.close();
}

/** As a feed leaves them: the source that is heard is the one that answers. */
const QUOTES = `INSERT INTO market.quotes (symbol, source, provenance, price, volume, as_of, received_at)
  SELECT symbol, source, 'LIVE', 180, 0, newest_at, newest_at FROM market.series`;

async function* chunks() {
  const random = seededRandom(1);
  const until = FIRST_DAY + minuteDays.length * DAY_MS;
  for (const symbol of MINUTE_SYMBOLS) yield { symbol, source: 'bench', candles: minutes(random), until };
}

function minutes(random: () => number) {
  let price = 18_000;
  return Array.from({ length: (minuteDays.length * DAY_MS) / MINUTE_MS }, (_, index) => {
    const openTime = FIRST_DAY + index * MINUTE_MS;
    const open = price;
    price += Math.round((random() - 0.5) * 20);
    const text = (cents: number) => (cents / 100).toFixed(2);
    return {
      basis: 'LAST' as const,
      interval: 'ONE_MINUTE' as const,
      openTime,
      closeTime: openTime + MINUTE_MS,
      open: text(open),
      high: text(Math.max(open, price) + Math.round(random() * 5)),
      low: text(Math.min(open, price) - Math.round(random() * 5)),
      close: text(price),
      volume: String(Math.round(random() * 5_000)),
      tradeCount: Math.round(random() * 60),
    };
  });
}
