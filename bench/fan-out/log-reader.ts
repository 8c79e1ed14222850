import type { Log, LoggedEvent } from '@marketgraph/bus';
import type { BenchContext } from '../frame/bench.ts';
import { keyOf } from './crowd-messages.ts';
import { machineNow } from './machine-clock.ts';
import { numberOf } from './world.ts';

/** A reader of the log and nothing more: when it heard of each event of prices, by the event's key. */
export function readLogAlone({ atEnd }: BenchContext, log: Log): ReadonlyMap<number, number> {
  const heard = new Map<number, number>();
  const stop = new AbortController();
  const reading = read();
  atEnd(async () => {
    stop.abort();
    await reading;
  });
  return heard;

  function note(events: readonly LoggedEvent[], now: number): void {
    for (const { event } of events) {
      if (event.type === 'PricesReceived') heard.set(keyOf(event.payload.symbol, numberOf(event.occurredAt)), now);
    }
  }

  async function read(): Promise<void> {
    for await (const item of log.tail({ signal: stop.signal })) {
      note(item.kind === 'events' ? item.events : [], machineNow());
    }
  }
}
