import { z } from 'zod';
import type { Trade } from '../../domain/price-feed.ts';
import type { RestClient } from '../rest/rest-answer.ts';
import { bodyOf, NotAnswered } from '../stream/rest-body.ts';
import type { FoundTrades, MissingTrades } from '../stream/stream-venue.ts';
import { isAmountText, isPriceText } from '../wire-mapper.ts';

const MOST = 1_000;

const row = z.object({
  trade_id: z.int().nonnegative(),
  side: z.enum(['buy', 'sell']),
  size: z.string().refine(isAmountText),
  price: z.string().refine(isPriceText),
  time: z.iso.datetime().transform((text) => Date.parse(text)),
});
/** How far a page reaches is told by its bad rows, too. */
const page = z.array(z.looseObject({ trade_id: z.int().nonnegative() }));
type Page = z.infer<typeof page>;

/** Pages go back in time: `after=N` tells what is below N, newest first. */
export async function missedTrades(
  rest: RestClient,
  { symbol, product }: { readonly symbol: string; readonly product: string },
  { first, last }: MissingTrades,
  signal: AbortSignal,
): Promise<FoundTrades> {
  const trades: Trade[] = [];
  for (let after = last + 1; after > first; ) {
    const found = await read(rest, product, after, Math.min(after - first, MOST), signal);
    trades.push(...found.filter(({ trade_id: id }) => id >= first).flatMap((told) => tradeOf(symbol, told)));
    const oldest = found.reduce((least, { trade_id: id }) => Math.min(least, id), after);
    // Nothing below: that much of the past is gone.
    if (oldest === after) return { trades, lostBelow: trades.length > 0 || after <= last ? after : null };
    after = oldest;
  }
  return { trades, lostBelow: null };
}

async function read(rest: RestClient, product: string, after: number, limit: number, signal: AbortSignal): Promise<Page> {
  const query = { after: String(after), limit: String(limit) };
  const { data } = page.safeParse(bodyOf(await rest.get(`/products/${encodeURIComponent(product)}/trades`, query, signal)));
  if (!data) throw new NotAnswered('The trades that Coinbase told are not what it promises.', true);
  return data;
}

/** None of a row that cannot be read: then that trade alone is missing still. */
function tradeOf(symbol: string, told: unknown): Trade[] {
  const { data } = row.safeParse(told);
  if (!data) return [];
  const { trade_id: key, price, size, side, time } = data;
  // The side is the maker's: the taker did the opposite.
  return [{ symbol, key, price, size, side: side === 'sell' ? 'BUY' : 'SELL', occurredAt: time, conditions: null }];
}
