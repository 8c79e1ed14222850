import { isDeepStrictEqual } from 'node:util';
import { type RecordedTrade, readTrades } from '@marketgraph/market/storage/tick-reader';
import { barsOf } from './catalogue.ts';
import type { Bench } from './frame/bench.ts';
import { startBenchPostgres } from './frame/bench-postgres.ts';
import { type Arm, runPaired } from './frame/paired.ts';
import { seededRandom } from './frame/statistics.ts';
import { fillTrades } from './history/fill-trades.ts';
import { SOURCE, type StoredMarket, storedMarket, timeEach } from './history/stored-market.ts';

const FIRST_DAY = Date.UTC(2026, 0, 5);
const SYMBOLS = ['AAA', 'BBB'];
const DAYS = 3;
/** `first: 100`, and the one that tells whether there are more. */
const PAGE = 101;

type Place = Pick<RecordedTrade, 'occurredAt' | 'key'>;

/** Pages behind a million newer trades against the newest one. The places are found by counting, and each is checked. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const depth = quick ? 50_000 : 1_000_000;
    const postgres = await startBenchPostgres(context);
    const market = await storedMarket(context, postgres, 'pages', SYMBOLS);
    const perDay = Math.ceil((depth * 1.2) / DAYS);
    tell(`storing ${perDay * DAYS * SYMBOLS.length} trades ...`);
    await fillTrades(market, { firstDay: FIRST_DAY, days: DAYS, perDay });
    const places = await Promise.all(SYMBOLS.map((symbol) => deepPlaces(market, symbol, depth)));
    for (const [index, symbol] of SYMBOLS.entries()) await checkPage(market, symbol, depth, places[index]?.[0]);
    const questions = quick ? 30 : 200;
    const arm = (name: string, afterOf: (symbol: number, random: () => number) => Place | null): Arm => ({
      name,
      async run(input) {
        const random = seededRandom(input + 1);
        const { latenciesMs, answers } = await timeEach(questions, () => {
          const place = Math.floor(random() * SYMBOLS.length);
          return readPage(market, SYMBOLS[place] ?? '', afterOf(place, random));
        });
        if (answers.some((page) => page.length !== PAGE)) throw new Error('A page is not full.');
        return { operations: questions, latenciesMs };
      },
    });
    const anchor = arm('first page', () => null);
    const candidate = arm('deep page', (symbol, random) => places[symbol]?.[Math.floor(random() * 1_000)] ?? null);
    const rounds = quick ? 2 : 7;
    const processes = () => ({ postgres: postgres.pids() });
    const bars = barsOf('trades-page');
    const paired = await runPaired({ anchor, candidate, bars, rounds, controlRounds: rounds, processes, tell });
    return { ...paired, absolute: { ...paired.absolute, depth }, settings: postgres.settings };
  },
};

function readPage({ sql }: StoredMarket, symbol: string, after: Place | null): Promise<RecordedTrade[]> {
  return readTrades(sql, { symbol, source: SOURCE, after, limit: PAGE });
}

/** A thousand places from the depth on. */
async function deepPlaces({ fill }: StoredMarket, symbol: string, depth: number): Promise<Place[]> {
  return fill<Place>(
    `SELECT round(date_part('epoch', occurred_at) * 1000) AS "occurredAt", trade_key::integer AS key FROM market.trades
     WHERE symbol = $1 ORDER BY occurred_at DESC, trade_key DESC OFFSET $2 LIMIT 1000`,
    [symbol, depth - 1],
  );
}

async function checkPage(market: StoredMarket, symbol: string, depth: number, place: Place | undefined): Promise<void> {
  const page = await readPage(market, symbol, place ?? null);
  const counted = await market.fill<{ key: number }>(
    `SELECT trade_key::integer AS key FROM market.trades WHERE symbol = $1 ORDER BY occurred_at DESC, trade_key DESC OFFSET $2 LIMIT $3`,
    [symbol, depth, PAGE],
  );
  const same = isDeepStrictEqual(
    page.map(({ key }) => key),
    counted.map(({ key }) => key),
  );
  if (!same) throw new Error('The page at that depth is not the one that counting finds.');
}
