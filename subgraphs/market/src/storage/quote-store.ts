import type { RecordedQuote } from '../domain/quote.ts';
import type { ReceivedQuote } from '../domain/quote-board.ts';
import { instants, ms, numbers, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** Keeps the newer one per symbol and source. */
export async function saveLatestQuotes(sql: Sql, quotes: readonly ReceivedQuote[]): Promise<void> {
  if (quotes.length === 0) return;
  const ordered = quotes.toSorted((a, b) => (a.symbol === b.symbol ? (a.source < b.source ? -1 : 1) : a.symbol < b.symbol ? -1 : 1));
  const of = (read: (quote: RecordedQuote['quote']) => string | number | null) => texts(ordered.map(({ quote }) => text(read(quote))));
  await sql.query(SAVE, [
    texts(ordered.map((q) => q.symbol)),
    texts(ordered.map((q) => q.source)),
    texts(ordered.map((q) => q.provenance)),
    of((q) => q.price),
    of((q) => q.bid),
    of((q) => q.ask),
    of((q) => q.change),
    of((q) => q.changePercent),
    of((q) => q.open),
    of((q) => q.high),
    of((q) => q.low),
    of((q) => q.previousClose),
    of((q) => q.volume),
    numbers(ordered.map((q) => q.quote.asOf)),
    instants(ordered.map((q) => q.receivedAt)),
    numbers(ordered.map((q) => q.quote.priced ?? 2)),
  ]);
}

export async function allQuotes(sql: Sql): Promise<ReceivedQuote[]> {
  const rows = await rowsOf<RecordedQuote['quote'] & Omit<ReceivedQuote, 'quote'>>(sql, ALL);
  return rows.map(({ symbol, source, provenance, receivedAt, priced = 2, ...figures }) => ({
    symbol,
    source,
    provenance,
    receivedAt,
    quote: priced === 2 ? figures : { ...figures, priced },
  }));
}

function text(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

const SAVE = `
  INSERT INTO market.quotes AS q (symbol, source, provenance, price, bid, ask, change, change_percent, open, high, low, previous_close, volume, as_of, received_at, priced)
  SELECT symbol, source, provenance, price, bid, ask, change, change_percent, open, high, low, previous_close, volume, ${timestampOf('as_of')}, ${timestampOf('received')}, priced
  FROM unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::double precision[], $9::numeric[],
      $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::double precision[], $15::double precision[], $16::smallint[])
    AS t(symbol, source, provenance, price, bid, ask, change, change_percent, open, high, low, previous_close, volume, as_of, received, priced)
  ON CONFLICT (symbol, source) DO UPDATE SET
    provenance = excluded.provenance, price = excluded.price, bid = excluded.bid, ask = excluded.ask, change = excluded.change,
    change_percent = excluded.change_percent, open = excluded.open, high = excluded.high, low = excluded.low,
    previous_close = excluded.previous_close, volume = excluded.volume, as_of = excluded.as_of, received_at = excluded.received_at, priced = excluded.priced
  WHERE (excluded.as_of, excluded.received_at) >= (q.as_of, q.received_at)`;

const ALL = `
  SELECT symbol, source, provenance, price, bid, ask, change, change_percent AS "changePercent", open, high, low, previous_close AS "previousClose",
    volume, ${ms('as_of')} AS "asOf",
    ${ms('received_at')} AS "receivedAt", priced
  FROM market.quotes`;
