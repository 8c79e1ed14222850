export type { AnyEvent, AnyNewEvent, MarketgraphEvent, NewEvent } from './envelope.ts';
export { isEventType, parseEvent } from './parse-event.ts';
export type {
  AccountDeleted,
  AlertChanged,
  ArticleReceived,
  ArticleScored,
  CandleChange,
  CandlesBackfilled,
  CandlesUpdated,
  CorrectionColumns,
  EventPayloads,
  EventType,
  FeedChanged,
  InstrumentListed,
  PricesReceived,
  QuoteColumns,
  QuoteSnapshot,
  ScoredSentiment,
  SignalChanged,
  TradeColumns,
  WatchlistChanged,
} from './payloads.ts';
