import { useEffect } from 'react';
import { OpinionsDocument, QuotesDocument } from '../../graphql/generated/market.ts';
import type { QuoteFacts } from '../../graphql/live/quote-store.ts';
import { opinions, quotes } from '../../graphql/live/stores.ts';
import { useLive } from '../../graphql/use-live.ts';

interface Quoted {
  readonly symbol: string;
  readonly quote: QuoteFacts | null;
}

/** Faster than four times a second nobody reads; the gateway merges what lies between. */
const pace = { mode: 'LATEST', every: 'PT0.25S' } as const;
const latest = { mode: 'LATEST' } as const;

/** Puts what queries know of these instruments into the store and keeps it current for as long as they are shown. */
export function useLiveQuotes(instruments: readonly Quoted[]): void {
  useEffect(() => {
    for (const { symbol, quote } of instruments) if (quote) quotes.report(symbol, quote);
  }, [instruments]);
  const symbols = instruments.map((instrument) => instrument.symbol);
  const variables = symbols.length > 0 ? { symbols } : null;
  useLive(QuotesDocument, variables && { ...variables, pace }, ({ quoteUpdated }) => quotes.report(quoteUpdated.symbol, quoteUpdated));
  useLive(OpinionsDocument, variables && { ...variables, pace: latest }, ({ instrumentUpdated }) => {
    const { symbol, instrument } = instrumentUpdated;
    if (instrument) opinions.set(symbol, { sentiment: instrument.sentiment, signal: instrument.signal });
  });
}
