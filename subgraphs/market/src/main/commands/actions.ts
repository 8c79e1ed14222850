import { z } from 'zod';
import { parseFactors } from '../../domain/factor-rows.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { noMore, parsed, symbolOf, textOf } from './arguments.ts';

const HELP = `Splits and dividends: what \`adjusted\` prices are made with.

  npm run actions -- import SYMBOL FILE    the whole table of a symbol; what was known of it goes
  npm run actions -- list [SYMBOL]         all symbols with their number of rows, or the rows of one
  npm run actions -- remove SYMBOL         its prices are no longer adjusted

A row of FILE is \`date,price factor,split factor,reference price\` (20140606,0.9011818,0.0357143,645.57):
prices up to and including that day are multiplied by both factors of the first row that is not older.
A running stack knows it within seconds.`;

export const actions = command({
  name: 'actions',
  help: HELP,
  options: {},
  given: z.object({ positionals: z.array(z.string()) }),
  async work({ positionals: [verb, ...words] }, place) {
    if (verb === 'import') return importTable(words, place);
    if (verb === 'list') return list(words, place);
    if (verb === 'remove') return remove(words, place);
    throw new BadArguments(verb === undefined ? 'Say import, list or remove.' : `${JSON.stringify(verb)} is not import, list or remove.`);
  },
});

async function importTable(words: readonly string[], place: CommandPlace): Promise<boolean> {
  const symbol = symbolOf(words[0]);
  const factors = parsed(words[1], parseFactors(await textOf(words[1])));
  noMore(words, 2);
  const { facts, instruments } = await place.market();
  await facts.saveFactors(symbol, factors);
  place.print(`${symbol}: ${factors.length} rows, ${factors[0]?.date} to ${factors.at(-1)?.date}.`);
  if (!(await instruments.all()).some((instrument) => instrument.symbol === symbol)) place.tell(`No feed lists ${symbol} yet.`);
  return true;
}

async function list(words: readonly string[], place: CommandPlace): Promise<boolean> {
  noMore(words, 1);
  const { facts } = await place.market();
  if (words[0] === undefined) {
    for (const { symbol, factors } of await facts.adjustedSymbols()) place.print(`${symbol} ${factors}`);
    return true;
  }
  const factors = await facts.factorsOf(symbolOf(words[0]));
  for (const { date, priceFactor, splitFactor, referencePrice } of factors) {
    place.print([date, priceFactor, splitFactor, referencePrice].join(','));
  }
  return true;
}

async function remove(words: readonly string[], place: CommandPlace): Promise<boolean> {
  const symbol = symbolOf(words[0]);
  noMore(words, 1);
  const { facts } = await place.market();
  const { length } = await facts.factorsOf(symbol);
  if (length === 0) throw new BadArguments(`${symbol} has no splits or dividends.`);
  await facts.saveFactors(symbol, []);
  place.print(`${symbol}: ${length} rows removed.`);
  return true;
}
