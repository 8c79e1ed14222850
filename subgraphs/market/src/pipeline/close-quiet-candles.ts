import type { Log } from '@marketgraph/bus';
import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { lockQuietSeries, type QuietSeries } from '../storage/quiet-series.ts';
import type { Sql } from '../storage/sql.ts';
import { candleEvents } from './candle-events.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { closeEnded } from './roll-up.ts';

const EVERY_MS = 2 * SECOND_MS;
/** Trades of the last moment may still be on their way. */
const GRACE_MS = 3 * SECOND_MS;
/** Behind by more, the recorder has trades before it that will close candles by their own time. */
const MOST_LAG_MS = 2 * SECOND_MS;

export interface ClosingOptions {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly calendars: InstrumentCalendars;
  readonly recorder: Pick<Part, 'health'>;
}

/** A candle closes when its feed's event time passes its end; by the clock only where a live or simulated feed is quiet. */
export function closeQuiet(options: ClosingOptions): Part {
  const { clock, logger, recorder } = options;
  const work = async () => {
    const { lagMs = 0, healthy } = recorder.health();
    if (healthy && lagMs <= MOST_LAG_MS) await closeOnce(options);
  };
  return periodicPart({ name: 'quiet candles', everyMs: EVERY_MS, clock, logger, work });
}

/** Answers how many candles closed. */
export async function closeOnce(options: Pick<ClosingOptions, 'database' | 'log' | 'clock' | 'calendars'>): Promise<number> {
  const { database, log, clock, calendars } = options;
  const now = clock.now();
  const until = now - GRACE_MS;
  return database.transaction(async (sql) => {
    const quiet = await lockQuietSeries(sql, until);
    if (quiet.length === 0) return 0;
    await calendars.load(quiet.map(({ symbol }) => symbol));
    const symbols = new Map(quiet.map(({ id, symbol }) => [id, symbol]));
    const closings = quiet.map(({ id }) => ({ id, until }));
    const { minutes, wider } = await closeEnded(sql, closings, (id) => calendars.of(symbols.get(id) ?? ''));
    const closed = [...minutes, ...wider.filter((candle) => candle.closed)];
    const events = candleEvents(
      closed,
      quiet.map((series: QuietSeries) => ({ ...series, receivedAt: now })),
    );
    if (events.length > 0) await log.appendIn(sql, events);
    return closed.length;
  });
}
