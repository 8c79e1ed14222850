import type pg from 'pg';
import type { LedgerEntry } from './ledger-file.ts';

/** A symbol that several venues list: from which venue time on which of them counts, oldest first; the first one from ever. */
export interface Line {
  readonly symbol: string;
  /** Under whose name its candles are kept. */
  readonly owner: string;
  readonly spans: readonly { readonly from: number | null; readonly source: string }[];
}

/** How well the trades that count follow each other. */
export interface LineVerdict extends Line {
  readonly longestSilenceMs: number;
  /** The most trades in two seconds, over the mean. */
  readonly densest: number;
}

const BUCKET_MS = 2_000;

export async function readLines(client: pg.Client): Promise<Line[]> {
  const { rows } = await client.query(
    `SELECT l.symbol, l.source AS owner, s.source,
       CASE WHEN p.from_at = '-infinity' THEN NULL ELSE extract(epoch FROM p.from_at) * 1000 END AS from
     FROM market.source_spans p JOIN market.series l ON l.id = p.line JOIN market.series s ON s.id = p.series ORDER BY p.from_at`,
  );
  return [...Map.groupBy(rows, ({ symbol }) => symbol)].map(([symbol, spans]) => ({
    symbol,
    owner: spans[0]?.owner,
    spans: spans.map(({ source, from }) => ({ source, from: from === null ? null : Number(from) })),
  }));
}

/** What candles are made of: of a line the trades of whichever was active, under its owner's name, and all of the others. */
export function counted(trades: readonly LedgerEntry[], lines: readonly Line[]): LedgerEntry[] {
  const known = new Map(lines.map((line) => [line.symbol, line]));
  return trades.flatMap((trade) => {
    const line = known.get(trade.symbol);
    if (!line) return [trade];
    const active = line.spans.findLast(({ from }) => from === null || from <= trade.at)?.source;
    return active === trade.source ? [{ ...trade, source: line.owner }] : [];
  });
}

export function judgeLine(line: Line, trades: readonly LedgerEntry[]): LineVerdict {
  const own = trades.filter(({ symbol }) => symbol === line.symbol).sort((a, b) => a.at - b.at);
  return {
    ...line,
    longestSilenceMs: own.reduce((longest, { at }, index) => Math.max(longest, at - (own[index - 1]?.at ?? at)), 0),
    densest: densest(own),
  };
}

function densest(trades: readonly LedgerEntry[]): number {
  const [first, last] = [trades[0], trades.at(-1)];
  if (!first || !last) return 0;
  const counts = [...Map.groupBy(trades, ({ at }) => Math.floor(at / BUCKET_MS)).values()].map((bucket) => bucket.length);
  return Math.max(...counts) / ((trades.length * BUCKET_MS) / (last.at - first.at));
}
