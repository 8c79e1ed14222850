import { commaList, type FeedName, feedNames } from '@marketgraph/service';
import { isSymbol } from '@marketgraph/vocabulary';

/** One word of SYMBOLS: a symbol, and the feeds that it is to come from in order of preference; null for the order of FEEDS. */
export interface SymbolChoice {
  readonly symbol: string;
  readonly feeds: readonly FeedName[] | null;
}

/** `BTC-USD@kraken+coinbase,AAPL` */
export const symbolChoices = commaList.transform((words, context) => {
  const choices: SymbolChoice[] = [];
  const fault = (message: string) => context.addIssue({ code: 'custom', message });
  if (words.length === 0) fault('names no symbol.');
  for (const word of words) {
    const choice = readChoice(word);
    if (typeof choice === 'string') fault(choice);
    else if (choices.some(({ symbol }) => symbol === choice.symbol)) fault(`${choice.symbol} is named twice.`);
    else choices.push(choice);
  }
  return choices;
});

/** A sentence for what is none. */
function readChoice(word: string): SymbolChoice | string {
  const [symbol = '', ...rest] = word.split('@');
  if (!isSymbol(symbol))
    return `${JSON.stringify(symbol)} is no symbol${isSymbol(symbol.toUpperCase()) ? `; ${symbol.toUpperCase()} is` : ''}.`;
  if (rest.length === 0) return { symbol, feeds: null };
  const names = rest.join('@').split('+');
  const feeds = names.flatMap((name) => feedNames.find((known) => known === name) ?? []);
  if (feeds.length < names.length || new Set(feeds).size < names.length) {
    return `${JSON.stringify(word)}: behind the @ stand feeds in order, each once, joined by + (${symbol}@kraken+coinbase).`;
  }
  return { symbol, feeds };
}
