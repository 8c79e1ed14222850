import { activeSource } from '../storage/source-lines.ts';
import type { CandleOrigin } from './candle-events.ts';
import type { PriceGroup } from './price-groups.ts';

/** Whose candles a batch changed: one for each series, or for each line, whichever of its sources told. */
export function originsOf(groups: readonly PriceGroup[]): CandleOrigin[] {
  return [...Map.groupBy(groups, ({ owner }) => owner.id).values()].flatMap((own) => {
    const [first] = own;
    return first ? [originOf(first, own)] : [];
  });
}

/** Candles of a line are told as those of the source that is active now. */
function originOf({ owner: { id, line }, symbol, ...first }: PriceGroup, own: readonly PriceGroup[]): CandleOrigin {
  const counted = own.map((group) => group.counted.newestAt).filter(Number.isFinite);
  const active = line && activeSource(line);
  return {
    id,
    symbol,
    source: active?.source ?? first.source,
    provenance: active?.provenance ?? first.provenance,
    newestAt: Math.max(...(counted.length > 0 ? counted : own.map(({ newestAt }) => newestAt))),
    receivedAt: Math.max(...own.map(({ receivedAt }) => receivedAt)),
  };
}
