import pg from 'pg';
import { idOf, type MarketSession, priceOf, sizeOf, symbolOf, tradesIn, tradesOf } from './market-session.ts';

/** Polled: the sums of some hundred rows, not the trades. */
export async function storedSoFar(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>('SELECT coalesce(sum(trade_count), 0) AS count FROM market.series');
  return Number(rows[0]?.count ?? 0);
}

/** What is not as the generator made it; null when every trade is there once and every candle is made of them. */
export async function faultOf(client: pg.Client, session: MarketSession): Promise<string | null> {
  const trades = sumsBySymbol(session);
  const stored = await client.query<Record<string, string>>(
    `SELECT symbol, count(*) AS trades, sum(size) AS sizes, sum(price * size) AS turnover, sum(trade_key) AS keys FROM market.trades GROUP BY symbol`,
  );
  const candles = await client.query<Record<string, string>>(
    `SELECT symbol, sum(trade_count) AS trades, sum(volume) AS sizes, sum(turnover) AS turnover FROM market.candles
     WHERE "interval" = $1 AND basis = 'LAST' GROUP BY symbol`,
    ['ONE_MINUTE'],
  );
  if (stored.rows.length !== session.symbols) return `${stored.rows.length} of ${session.symbols} symbols have trades.`;
  for (const row of [...stored.rows, ...candles.rows]) {
    const expected = trades.get(row['symbol'] ?? '');
    for (const name of Object.keys(row).filter((column) => column !== 'symbol')) {
      if (expected?.[name] !== exact(row[name] ?? '')) return `${row['symbol']}: ${name} is ${row[name]}, not ${expected?.[name]}.`;
    }
  }
  const total = stored.rows.reduce((sum, row) => sum + Number(row['trades']), 0);
  return total === tradesIn(session) ? null : `${total} of ${tradesIn(session)} trades are stored.`;
}

function sumsBySymbol(session: MarketSession): Map<string, Record<string, string>> {
  return new Map(
    Array.from({ length: session.symbols }, (_, symbol) => {
      const trades = tradesOf(session, symbol);
      let [sizes, turnover, keys] = [0n, 0n, 0n];
      for (let turn = 0; turn < trades; turn++) {
        const size = BigInt(sizeOf(session, symbol, turn));
        sizes += size;
        turnover += size * BigInt(priceOf(session, symbol, turn));
        keys += BigInt(idOf(session, symbol, turn));
      }
      return [symbolOf(symbol), { trades: String(trades), sizes: scaled(sizes, 2), turnover: scaled(turnover, 4), keys: String(keys) }];
    }),
  );
}

function scaled(value: bigint, scale: number): string {
  const digits = value.toString().padStart(scale + 1, '0');
  return exact(`${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
}

/** Without the zeros that say nothing. */
function exact(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
