import type pg from 'pg';
import { connected } from './database.ts';
import { type CandlesVerdict, judgeCandles } from './judge-candles.ts';
import { type GraphVerdict, judgeGraph } from './judge-graph.ts';
import { readLedgers } from './judge-live.ts';
import { judgeTrades, type TradesVerdict } from './judge-trades.ts';
import type { LedgerEntry } from './ledger-file.ts';

export interface LineVerdict {
  readonly trades: TradesVerdict;
  readonly candles: CandlesVerdict;
  readonly graph: GraphVerdict;
  /** Which source counts from which venue time on, oldest first; the first one from ever. */
  readonly spans: readonly { readonly from: number | null; readonly source: string }[];
  /** The longest time between two trades that count. */
  readonly longestSilenceMs: number;
  /** The most trades that count in two seconds, over the mean. */
  readonly densest: number;
}

const BUCKET_MS = 2_000;

/** One symbol that several venues list: its candles are made of the trades of whichever was active, and of no other. */
export async function judgeLine(directory: string, url: string, graphUrl: string): Promise<LineVerdict> {
  const trades = await readLedgers(directory);
  return connected(url, async (client) => {
    const spans = await readSpans(client);
    const owner = spans[0]?.source ?? '';
    const counted = trades
      .filter(({ at, source }) => activeAt(spans, at) === source)
      .map((trade) => ({ ...trade, source: owner }))
      .sort((a, b) => a.at - b.at);
    return {
      trades: await judgeTrades(client, trades, {}),
      candles: await judgeCandles(client, counted, {}, { live: true }),
      graph: await judgeGraph(graphUrl, counted),
      spans,
      longestSilenceMs: longestSilence(counted),
      densest: densest(counted),
    };
  });
}

async function readSpans(client: pg.Client): Promise<LineVerdict['spans']> {
  const { rows } = await client.query(
    `SELECT s.source, CASE WHEN p.from_at = '-infinity' THEN NULL ELSE extract(epoch FROM p.from_at) * 1000 END AS from
     FROM market.source_spans p JOIN market.series s ON s.id = p.series ORDER BY p.from_at`,
  );
  return rows.map(({ source, from }) => ({ source, from: from === null ? null : Number(from) }));
}

function activeAt(spans: LineVerdict['spans'], at: number): string | undefined {
  return spans.findLast(({ from }) => from === null || from <= at)?.source;
}

function longestSilence(trades: readonly LedgerEntry[]): number {
  return trades.reduce((longest, { at }, index) => Math.max(longest, at - (trades[index - 1]?.at ?? at)), 0);
}

function densest(trades: readonly LedgerEntry[]): number {
  const [first, last] = [trades[0], trades.at(-1)];
  if (!first || !last) return 0;
  const counts = [...Map.groupBy(trades, ({ at }) => Math.floor(at / BUCKET_MS)).values()].map((bucket) => bucket.length);
  return Math.max(...counts) / ((trades.length * BUCKET_MS) / (last.at - first.at));
}
