import type { LedgerEntry } from './ledger-file.ts';
import { type NaiveCandle, naiveCandles } from './naive-candles.ts';

export interface GraphVerdict {
  readonly asked: number;
  /** Of those that the API tells: missing, unexpected, or different. */
  readonly differing: number;
  /** Told as incomplete. */
  readonly incomplete: number;
  readonly examples: readonly string[];
}

interface Columns {
  readonly openTime: readonly string[];
  readonly open: readonly string[];
  readonly high: readonly string[];
  readonly low: readonly string[];
  readonly close: readonly string[];
  readonly volume: readonly string[];
  readonly tradeCount: readonly number[];
  readonly complete: readonly boolean[];
}

const TEXT = `query($symbol: String!, $interval: Interval!, $from: DateTime!) {
  instrument(symbol: $symbol) {
    candleSeries(interval: $interval, from: $from, last: 5000) { openTime open high low close volume tradeCount complete }
  }
}`;
const EXAMPLES = 5;

/** Every candle of these symbols, as a reader of the API sees it. */
export async function judgeGraph(url: string, trades: readonly LedgerEntry[]): Promise<GraphVerdict> {
  const verdict = { asked: 0, differing: 0, incomplete: 0, examples: [] as string[] };
  const groups = Map.groupBy(naiveCandles(trades), ({ symbol, interval }) => `${symbol} ${interval}`);
  for (const candles of groups.values()) {
    const [first] = candles;
    if (!first) continue;
    const { symbol, interval } = first;
    const from = new Date(Math.min(...candles.map(({ openTime }) => openTime))).toISOString();
    const told = await ask(url, { symbol, interval, from });
    const rows = new Map(told.openTime.map((time, index) => [Date.parse(time), rowAt(told, index)]));
    for (const candle of candles) {
      verdict.asked += 1;
      const [is, expected] = [rows.get(candle.openTime) ?? 'none', rowOf(candle)];
      rows.delete(candle.openTime);
      if (is !== expected) note(verdict, `${symbol} ${interval} ${new Date(candle.openTime).toISOString()}: ${is}, not ${expected}`);
    }
    for (const [time, row] of rows) note(verdict, `${symbol} ${interval} ${new Date(time).toISOString()}: ${row}, not expected`);
    verdict.incomplete += told.complete.filter((complete) => !complete).length;
  }
  return verdict;
}

function note(verdict: { differing: number; examples: string[] }, text: string): void {
  verdict.differing += 1;
  if (verdict.examples.length < EXAMPLES) verdict.examples.push(`graph ${text}`);
}

function rowAt({ open, high, low, close, volume, tradeCount }: Columns, index: number): string {
  const [steps, part = ''] = (volume[index] ?? '').split('.');
  return (
    [open, high, low, close].map((column) => Number(column[index])).join(' ') +
    ` ${BigInt(`${steps}${part.padEnd(8, '0')}`)} ${tradeCount[index]}`
  );
}

function rowOf({ open, high, low, close, volume, tradeCount }: NaiveCandle): string {
  return `${[open, high, low, close].map(Number).join(' ')} ${volume} ${tradeCount}`;
}

async function ask(url: string, variables: object): Promise<Columns> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: TEXT, variables }),
    signal: AbortSignal.timeout(20_000),
  });
  const answer = (await response.json()) as { data?: { instrument: { candleSeries: Columns } | null }; errors?: unknown };
  if (!answer.data?.instrument) throw new Error(`The API does not answer: ${JSON.stringify(answer)}`);
  return answer.data.instrument.candleSeries;
}
