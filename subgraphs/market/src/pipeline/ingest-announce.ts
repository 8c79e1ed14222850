import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import type { Clock } from '@marketgraph/service';
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentStore, PriceHistory } from '../domain/ports.ts';
import type { PriceFeed } from '../domain/price-feed.ts';

/** As many closes as the longest indicators need. */
const BACKFILLED_CLOSES = 200;

export interface AnnounceOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly instruments: InstrumentStore;
  readonly history: PriceHistory;
}

/** Tells what the feed lists, at each start, so that whoever projects instruments knows all of them. */
export async function announceInstruments({ instruments: listed }: PriceFeed, { log, clock, instruments }: AnnounceOptions): Promise<void> {
  await instruments.save(listed);
  if (listed.length > 0) await log.append(listed.map((instrument) => instrumentListed(instrument, clock.now())));
}

export function instrumentListed({ symbol, name, assetClass, region, currency, sector }: Instrument, now: number): AnyNewEvent {
  const payload = { symbol, name, assetClass, region, currency, sector };
  return { type: 'InstrumentListed', key: symbol, occurredAt: now, receivedAt: now, payload };
}

/**
 * Saves the feed's history on its first start, and tells the newest closes, so that signals elsewhere start warm. Each happens
 * once: the record knows of the one, and a step of the log of the other.
 */
export async function backfill(feed: PriceFeed, { log, clock, history }: AnnounceOptions): Promise<void> {
  if (!feed.history) return;
  if (!(await history.hasHistory(feed.name))) await history.saveHistory(feed.name, feed.history());
  const step = { feed: `${feed.name} history`, expected: null, next: 'told' };
  if ((await log.feedPosition(step.feed)) !== null) return;
  const events: AnyNewEvent[] = [];
  for (const { symbol } of feed.instruments) {
    for (const interval of ['ONE_MINUTE', 'ONE_HOUR'] as const) {
      const candles = await history.recentCandles(symbol, feed.name, interval, BACKFILLED_CLOSES);
      if (candles.length === 0) continue;
      const payload = { symbol, interval, openTime: candles.map(({ openTime }) => openTime), close: candles.map(({ close }) => close) };
      const now = clock.now();
      events.push({ type: 'CandlesBackfilled', key: symbol, occurredAt: candles.at(-1)?.closeTime ?? now, receivedAt: now, payload });
    }
  }
  if (events.length > 0) await log.append(events, step);
}
