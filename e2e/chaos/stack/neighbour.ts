import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { products } from '../ledger/products.ts';
import type { NeighbourSettings } from '../neighbour/main.ts';
import { TalkingChild } from './talking-child.ts';

const MAIN = fileURLToPath(new URL('../neighbour/main.ts', import.meta.url));
const QUERY = `subscription { tradeReported(symbols: ${JSON.stringify(products.map(({ symbol }) => symbol))}) { symbol price } }`;

/** A subscriber in a process of its own that hears every trade; in the end it says when. */
export async function startNeighbour(folder: string, url: string): Promise<TalkingChild<NeighbourSettings, number[]>> {
  const output = join(folder, 'logs', 'neighbour.log');
  const neighbour = new TalkingChild<NeighbourSettings, number[]>(MAIN, output);
  neighbour.start({ url, query: QUERY });
  await neighbour.until('it reads');
  return neighbour;
}
