import type { SignalAction } from '@marketgraph/vocabulary';
import { useCallback, useSyncExternalStore } from 'react';
import type { KeyedStore, Schedule } from './keyed-store.ts';
import { KeyedStore as Store } from './keyed-store.ts';
import { type LiveQuote, QuoteStore } from './quote-store.ts';

export interface Opinion {
  readonly sentiment: { readonly score: number; readonly articleCount: number } | null;
  readonly signal: { readonly action: SignalAction; readonly score: number } | null;
}

const oncePerFrame: Schedule = (flush) => {
  requestAnimationFrame(flush);
};

export const quotes = new QuoteStore(oncePerFrame);
export const opinions: KeyedStore<Opinion> = new Store<Opinion>(oncePerFrame);

function useKeyed<Value>(store: KeyedStore<Value>, key: string): Value | undefined {
  const subscribe = useCallback((listener: () => void) => store.subscribe(key, listener), [store, key]);
  return useSyncExternalStore(subscribe, () => store.get(key));
}

export function useLiveQuote(symbol: string): LiveQuote | undefined {
  return useKeyed(quotes, symbol);
}

export function useLiveOpinion(symbol: string): Opinion | undefined {
  return useKeyed(opinions, symbol);
}
