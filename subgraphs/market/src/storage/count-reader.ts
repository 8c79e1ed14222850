import { type DataSource, In } from 'typeorm';
import { activeNow, type SourceSpans } from '../domain/source-spans.ts';
import { SeriesRow } from './rows/series-row.ts';
import { readSourceSpans } from './source-lines.ts';
import type { Sql } from './sql.ts';

export interface SymbolCounts {
  readonly symbol: string;
  /** Of several that replace each other, the one that is active now. */
  readonly source: string;
  /** What counts: of sources that replace each other, each for its time. */
  readonly tradeCount: number;
  readonly lastTradeAt: number | null;
  readonly newestAt: number;
  /** Empty where the source has no alternative. */
  readonly spans: SourceSpans<string>;
  /** Sources of which no trade was ever told: their last price is the bid. */
  readonly onlyQuoted: ReadonlySet<string>;
}

/** Those with the newest event first. */
export async function readCounts(dataSource: DataSource, symbols: readonly string[]): Promise<SymbolCounts[]> {
  const rows = await dataSource.getRepository(SeriesRow).find({ where: { symbol: In([...symbols]) } });
  const inLines = rows.filter(({ line }) => line !== null);
  const spans = inLines.length > 0 ? await readSourceSpans(sqlOf(dataSource), symbols) : NO_SPANS;
  const counts = rows.flatMap((row) =>
    row.line === null ? seriesCounts(row) : row.line === row.id ? lineCounts(row, inLines, spans) : [],
  );
  return counts.toSorted((a, b) => b.newestAt - a.newestAt);
}

const NO_SPANS: ReadonlyMap<string, SourceSpans<string>> = new Map();

function seriesCounts({ symbol, source, tradeCount, lastTradeAt, newestAt }: SeriesRow): SymbolCounts[] {
  if (!newestAt) return [];
  const onlyQuoted = new Set(Number(tradeCount) === 0 ? [source] : []);
  const times = { lastTradeAt: lastTradeAt?.getTime() ?? null, newestAt: newestAt.getTime() };
  return [{ symbol, source, tradeCount: Number(tradeCount), ...times, spans: [], onlyQuoted }];
}

function lineCounts(line: SeriesRow, inLines: readonly SeriesRow[], all: ReadonlyMap<string, SourceSpans<string>>): SymbolCounts[] {
  const { symbol, countedTrades, countedLastAt, newestAt } = line;
  const spans = all.get(symbol) ?? [];
  if (!newestAt) return [];
  const quoted = inLines.filter((row) => row.line === line.id && Number(row.tradeCount) === 0);
  return [
    {
      symbol,
      source: activeNow(spans) ?? line.source,
      tradeCount: Number(countedTrades),
      lastTradeAt: countedLastAt?.getTime() ?? null,
      newestAt: newestAt.getTime(),
      spans,
      onlyQuoted: new Set(quoted.map(({ source }) => source)),
    },
  ];
}

function sqlOf(dataSource: DataSource): Sql {
  return { query: async (text, values) => ({ rows: await dataSource.query(text, values) }) };
}
