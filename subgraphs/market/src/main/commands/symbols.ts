import { z } from 'zod';
import { type SymbolChange, SymbolHistory } from '../../domain/symbol-history.ts';
import type { MarketStore } from '../../storage/open-market-store.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { dateOf, noMore, symbolOf } from './arguments.ts';

const HELP = `Renames and delistings: history stays reachable under the old symbol and the new one.

  npm run symbols -- rename OLD NEW DATE   from DATE on (a day of its venue) the instrument trades as NEW
  npm run symbols -- delist SYMBOL DATE    DATE is its first day without trading
  npm run symbols -- list SYMBOL DATE      another instrument takes the symbol on DATE
  npm run symbols -- remove SYMBOL DATE    takes back what was told of that day
  npm run symbols -- show [SYMBOL]         what was told, or what a symbol stands for

Nothing that is stored moves: a mistake is taken back by \`remove\`. A running stack knows it within seconds.`;

export const symbols = command({
  name: 'symbols',
  help: HELP,
  options: {},
  given: z.object({ positionals: z.array(z.string()) }),
  async work({ positionals: [verb, ...words] }, place) {
    if (verb === 'remove') return remove(words, place);
    if (verb === 'show') return show(words, place);
    const change = changeOf(verb, words);
    return tell(change, await place.market(), place);
  },
});

function changeOf(verb: string | undefined, words: readonly string[]): SymbolChange {
  if (verb === 'rename') {
    noMore(words, 3);
    const [symbol, became] = [symbolOf(words[0]), symbolOf(words[1])];
    if (symbol === became) throw new BadArguments(`${symbol} is that symbol already.`);
    return { kind: 'RENAMED', symbol, became, date: dateOf(words[2]) };
  }
  noMore(words, 2);
  if (verb === 'delist') return { kind: 'DELISTED', symbol: symbolOf(words[0]), date: dateOf(words[1]) };
  if (verb === 'list') return { kind: 'LISTED', symbol: symbolOf(words[0]), date: dateOf(words[1]) };
  const verbs = 'rename, delist, list, remove or show';
  throw new BadArguments(verb === undefined ? `Say ${verbs}.` : `${JSON.stringify(verb)} is not ${verbs}.`);
}

async function tell(change: SymbolChange, { facts, instruments }: MarketStore, place: CommandPlace): Promise<boolean> {
  const { symbol } = change;
  const known = (await instruments.all()).some((instrument) => instrument.symbol === symbol);
  const changes = await facts.symbolChanges();
  if (!known && !new SymbolHistory(changes).of(symbol)) throw new BadArguments(`There is no instrument ${symbol}.`);
  const other = changes.find((one) => one.symbol === symbol && one.date === change.date);
  if (other && sentenceOf(other) !== sentenceOf(change)) throw new BadArguments(`It is told already: ${sentenceOf(other)}`);
  await facts.saveSymbolChange(change);
  place.print(sentenceOf(change));
  return true;
}

async function remove(words: readonly string[], place: CommandPlace): Promise<boolean> {
  const [symbol, date] = [symbolOf(words[0]), dateOf(words[1])];
  noMore(words, 2);
  const { facts } = await place.market();
  if (!(await facts.removeSymbolChange(symbol, date))) throw new BadArguments(`Nothing was told of ${symbol} on ${date}.`);
  place.print(`${symbol}, ${date}: taken back.`);
  return true;
}

async function show(words: readonly string[], place: CommandPlace): Promise<boolean> {
  noMore(words, 1);
  const { facts } = await place.market();
  const changes = await facts.symbolChanges();
  const lines = words[0] === undefined ? changes.map(sentenceOf) : meaningOf(symbolOf(words[0]), changes);
  for (const line of lines) place.print(line);
  return true;
}

function meaningOf(asked: string, changes: readonly SymbolChange[]): string[] {
  const known = new SymbolHistory(changes).of(asked);
  if (!known) return [`${asked}: nothing happened to this symbol.`];
  const names = known.names.map(({ symbol, from, to, renamedOn }) => {
    const time = [from && `from ${from}`, to && `before ${to}`].filter(Boolean).join(', ');
    return `${symbol}${time && ` (${time})`}${renamedOn ? `, renamed on ${renamedOn}` : ''}`;
  });
  return known.delistedOn ? [...names, `${known.symbol} was delisted on ${known.delistedOn}.`] : names;
}

function sentenceOf(change: SymbolChange): string {
  if (change.kind === 'RENAMED') return `${change.symbol} trades as ${change.became} from ${change.date} on.`;
  if (change.kind === 'DELISTED') return `${change.symbol} is delisted on ${change.date}.`;
  return `${change.symbol} is another instrument from ${change.date} on.`;
}
