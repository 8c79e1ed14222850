import { isBehind, type Log, type LogPlace } from '@marketgraph/bus';
import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { lockQuietSeries, type QuietSeries } from '../storage/quiet-series.ts';
import type { Sql } from '../storage/sql.ts';
import type { InstrumentCalendars } from './instrument-calendars.ts';
import { RECORDER_GROUP } from './record-prices.ts';
import { closeEnded } from './roll-up.ts';
import { tellCandles } from './tell-candles.ts';

const EVERY_MS = 2 * SECOND_MS;
/** Trades of the last moment may still be on their way. */
const GRACE_MS = 3 * SECOND_MS;

export interface ClosingOptions {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn' | 'committed' | 'head'>;
  readonly clock: Clock;
  readonly calendars: InstrumentCalendars;
}

/** Where the log ended, and a time before it was asked. */
interface End {
  readonly at: number;
  readonly place: LogPlace;
}

/** A candle closes when its feed's event time passes its end; by the clock only where a live or simulated feed is quiet. */
export function closeQuiet({ logger, ...options }: ClosingOptions & { readonly logger: Logger }): Part {
  const closing = new QuietClosing(options);
  const work = async () => {
    await closing.round();
  };
  return periodicPart({ name: 'quiet candles', everyMs: EVERY_MS, clock: options.clock, logger, work });
}

/**
 * A feed is quiet only where all that it told is recorded: what waits in the log will close candles by its own time. All recorders have
 * one place in the log, which each can ask for; its own lag tells a recorder of neither the others nor what it has not read yet.
 */
export class QuietClosing {
  /** An end that the recorders had not come to. A busy log always has a newer one, so they are given until the next round. */
  #awaited: End | null = null;

  constructor(readonly options: ClosingOptions) {}

  /** Answers how many candles closed: those that had ended a grace before everything up to then was recorded. */
  async round(): Promise<number> {
    const { log, clock } = this.options;
    // The end before the recorders' place: what is appended in between is younger, and does not count as waiting.
    const end = { at: clock.now(), place: await log.head() };
    const recorded = await log.committed([RECORDER_GROUP]);
    const awaited = this.#awaited?.place.epoch === recorded.epoch ? this.#awaited : null;
    const reached = [end, awaited].find((one) => one !== null && isBehind(one.place, recorded));
    this.#awaited = reached === end ? null : reached || !awaited ? end : awaited;
    return reached ? this.#close(reached.at - GRACE_MS) : 0;
  }

  #close(until: number): Promise<number> {
    const { database, log, clock, calendars } = this.options;
    return database.transaction(async (sql) => {
      const quiet = await lockQuietSeries(sql, until);
      if (quiet.length === 0) return 0;
      await calendars.load(quiet.map(({ symbol }) => symbol));
      const symbols = new Map(quiet.map(({ id, symbol }) => [id, symbol]));
      const closings = quiet.map(({ id }) => ({ id, until }));
      const { minutes, wider } = await closeEnded(sql, closings, (id) => calendars.of(symbols.get(id) ?? ''));
      const closed = [...minutes, ...wider.filter((candle) => candle.closed)];
      const receivedAt = clock.now();
      const origins = quiet.map((series: QuietSeries) => ({ ...series, receivedAt }));
      const events = await tellCandles(sql, { candles: closed, origins });
      if (events.length > 0) await log.appendIn(sql, events);
      return closed.length;
    });
  }
}
