import type pg from 'pg';
import { load } from './database.ts';
import type { Shifts } from './judge-trades.ts';
import type { LedgerEntry } from './ledger-file.ts';
import { naiveCandles } from './naive-candles.ts';

export interface CandlesVerdict {
  readonly candles: number;
  /** Missing, unexpected, or different in any price, volume, count, bound or in whether it is closed. */
  readonly candlesDiffering: number;
  /** Revised without a late trade, or not revised although one came long after the close. */
  readonly revisionsDiffering: number;
  readonly examples: readonly string[];
}

const EXAMPLES = 5;
const columns = 'symbol, source, "interval", open_time';
const told = ['close_time', 'open', 'high', 'low', 'close', 'volume', 'trade_count', 'closed'];
const types = [
  ...['text', 'text', 'text', 'timestamptz', 'timestamptz'],
  ...['numeric', 'numeric', 'numeric', 'numeric', 'numeric'],
  ...['int', 'boolean', 'boolean', 'boolean'],
];

/**
 * Every stored candle of these sources against one computed from the ledger alone. `live`: nobody knows in which order trades were heard,
 * so revisions tell nothing, and the last candle may have closed by the clock.
 */
export async function judgeCandles(
  client: pg.Client,
  trades: readonly LedgerEntry[],
  shifts: Shifts,
  { live = false }: { readonly live?: boolean } = {},
): Promise<CandlesVerdict> {
  const moved = trades.map((trade) => ({ ...trade, at: trade.at + (shifts[trade.source] ?? 0) }));
  const expected = naiveCandles(moved);
  await client.query(
    `CREATE TEMP TABLE expected (symbol text COLLATE "C", source text COLLATE "C", "interval" text, open_time timestamptz, close_time timestamptz,
       open numeric, high numeric, low numeric, close numeric, volume numeric, trade_count int, closed boolean, late boolean, surely boolean)`,
  );
  const instant = (at: number) => new Date(at).toISOString();
  const rows = expected.map((candle) => [
    ...[candle.symbol, candle.source, candle.interval, instant(candle.openTime), instant(candle.closeTime)],
    ...[candle.open, candle.high, candle.low, candle.close, `${candle.volume}e-8`],
    ...[candle.tradeCount, candle.closed, candle.late, candle.surelyRevised],
  ]);
  await load(client, 'expected', types, rows);
  await client.query(
    `CREATE TEMP TABLE found AS SELECT ${columns.replace('"interval"', '"interval"::text AS "interval"')}, ${told.join(', ')}, revision
     FROM market.candles WHERE basis = 'LAST' AND source = ANY($1)`,
    [[...new Set(trades.map(({ source }) => source))]],
  );
  if (live) await client.query(`UPDATE found f SET closed = false FROM expected e WHERE (${of('e')}) = (${of('f')}) AND NOT e.closed`);
  const differing = await client.query(
    `SELECT ${columns}, ${told.map((name) => `e.${name} AS "${name}", f.${name} AS "is ${name}"`).join(', ')}
     FROM expected e FULL JOIN found f USING (${columns})
     WHERE (${told.map((name) => `e.${name}`).join(', ')}) IS DISTINCT FROM (${told.map((name) => `f.${name}`).join(', ')})
     ORDER BY symbol, open_time, e.close_time`,
  );
  const revisions = await client.query(
    `SELECT ${columns}, revision, late FROM expected e JOIN found f USING (${columns})
     WHERE (NOT late AND revision <> 0) OR (surely AND revision = 0) ORDER BY symbol, open_time`,
  );
  const show = (kind: string, found: object[]) => found.slice(0, EXAMPLES).map((row) => `${kind} ${JSON.stringify(onlyDifferent(row))}`);
  return {
    candles: expected.length,
    candlesDiffering: differing.rows.length,
    revisionsDiffering: live ? 0 : revisions.rows.length,
    examples: [...show('candle', differing.rows), ...(live ? [] : show('revision', revisions.rows))],
  };
}

/** The columns that name a candle, of a table by this name. */
const of = (table: string) =>
  columns
    .split(', ')
    .map((name) => `${table}.${name}`)
    .join(', ');

/** What names the row, and those of its pairs that are not alike. */
function onlyDifferent(row: object): object {
  const fields: Record<string, unknown> = { ...row };
  const alike = told.filter((name) => `is ${name}` in fields && String(fields[name]) === String(fields[`is ${name}`]));
  for (const name of alike) {
    delete fields[name];
    delete fields[`is ${name}`];
  }
  return fields;
}
