import type { LoggedEvent } from '@marketgraph/bus';
import type { MarketgraphEvent } from '@marketgraph/events';
import type { ChangedCandle } from '../storage/candle-writer.ts';
import { saveGaps } from '../storage/gap-store.ts';
import { candlesInGaps } from '../storage/gap-times.ts';
import { seriesFacts } from '../storage/series-facts.ts';
import type { Sql } from '../storage/sql.ts';
import type { CandleOrigin } from './candle-events.ts';
import type { ToldCandles } from './tell-candles.ts';

export type GapChanged = MarketgraphEvent<'FeedGapChanged'>;

export function gapsOf(events: readonly LoggedEvent[]): GapChanged[] {
  return events.flatMap(({ event }) => (event.type === 'FeedGapChanged' ? [event as GapChanged] : []));
}

/**
 * Writes what was said of gaps, in the transaction of the prices that came with it, and adds the candles that lie in them to those that are
 * told: whether they are complete may have changed though they have not.
 */
export async function recordGaps(sql: Sql, gaps: readonly GapChanged[], told: ToldCandles): Promise<ToldCandles> {
  if (gaps.length === 0) return told;
  await saveGaps(sql, gaps.map(recordedGap));
  const places = gaps.map(({ payload: { symbol, feed: source, from, to } }) => ({ symbol, source, from, to }));
  const known = new Set(told.candles.map(nameOf));
  const others = (await candlesInGaps(sql, places)).filter((candle) => !known.has(nameOf(candle)));
  const receivedAt = Math.max(...gaps.map((gap) => gap.receivedAt));
  return { candles: [...told.candles, ...others], origins: [...told.origins, ...(await originsOf(sql, others, told, receivedAt))] };
}

function recordedGap({ payload: { gapId: id, ...gap }, receivedAt, publishedAt }: GapChanged) {
  return { ...gap, id, foundAt: receivedAt, toldAt: publishedAt };
}

async function originsOf(
  sql: Sql,
  candles: readonly ChangedCandle[],
  { origins }: ToldCandles,
  receivedAt: number,
): Promise<CandleOrigin[]> {
  const known = new Set(origins.map(({ id }) => id));
  const missing = [...new Set(candles.map(({ series }) => series))].filter((id) => !known.has(id));
  const added: CandleOrigin[] = [];
  // One after the other: the transaction has one connection.
  for (const id of missing) {
    const facts = await seriesFacts(sql, id);
    if (!facts) continue;
    const { symbol, source, provenance, newestAt } = facts;
    added.push({ id, symbol, source, provenance: provenance ?? 'LIVE', newestAt: newestAt ?? receivedAt, receivedAt });
  }
  return added;
}

function nameOf({ series, interval, basis, openTime }: ChangedCandle): string {
  return `${series} ${interval} ${basis} ${openTime}`;
}
