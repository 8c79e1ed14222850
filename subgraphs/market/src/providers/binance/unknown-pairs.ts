import type { RestClient } from '../rest/rest-answer.ts';
import { bodyOf, NotAnswered } from '../stream/rest-body.ts';
import type { RefusedSymbol } from '../stream/stream-venue.ts';
import { isRecord } from '../wire-mapper.ts';

/**
 * Binance answers the subscription to a pair that is none like any other, and tells nothing for ever. One call of little weight tells the
 * names of all that there are.
 */
export async function unknownPairs(rest: RestClient, pairs: readonly string[], signal: AbortSignal): Promise<readonly RefusedSymbol[]> {
  const body = bodyOf(await rest.get('/api/v3/ticker/price', {}, signal));
  const rows: readonly unknown[] = Array.isArray(body) ? body : [];
  const listed = new Set(rows.flatMap((row) => (isRecord(row) && typeof row['symbol'] === 'string' ? [row['symbol']] : [])));
  if (listed.size === 0) throw new NotAnswered('No list of pairs.', true);
  return pairs.filter((pair) => !listed.has(pair)).map((providerSymbol) => ({ providerSymbol, reason: 'There is no such pair.' }));
}
