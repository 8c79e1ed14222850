import { encodeCursor, type LoggedEvent, openLog } from '@marketgraph/bus';
import { silentLogger, systemClock } from '@marketgraph/service';
import { numberOf, toldOf } from '../fan-out/world.ts';

/** Subscription fields of the benches, each with what an event says through it. */
export type Told = Readonly<Record<string, object>>;

export interface LogAddress {
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

/** Tells each price of these symbols in the stack's log, in its order, as the root values of all fields of the benches. */
export async function tellPrices(
  { redisUrl, databaseUrl }: LogAddress,
  { symbols, fields }: { symbols: readonly string[]; fields: readonly string[] },
  hear: (symbol: string, told: Told) => void,
): Promise<void> {
  const log = await openLog({ redisUrl, databaseUrl, logger: silentLogger, clock: systemClock });
  const wanted = new Set(symbols);
  for await (const item of log.tail({ signal: new AbortController().signal })) {
    if (item.kind === 'gap') throw new Error(`The log has a gap: ${item.reason}.`);
    for (const logged of item.events) if (wanted.has(logged.event.key)) hearOne(logged);
  }

  function hearOne({ event, place }: LoggedEvent): void {
    if (event.type !== 'PricesReceived') return;
    const { symbol } = event.payload;
    const number = numberOf(event.occurredAt);
    const told = { symbol, number, cursor: encodeCursor(place) };
    hear(symbol, Object.fromEntries(fields.map((field) => [field, toldOf(field, told)])));
  }
}
