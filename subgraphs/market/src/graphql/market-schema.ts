import 'reflect-metadata';
import { buildFederatedSchema, type Entity } from '@marketgraph/subgraph-server';
import { keyOf } from '@marketgraph/vocabulary';
import { findTrade } from '../storage/tick-reader.ts';
import { AnalysisResolver } from './analysis-resolver.ts';
import { CandleCompleteResolver, CandleSeriesCompleteResolver } from './candle-complete-resolver.ts';
import { CandlesResolver } from './candles-resolver.ts';
import { FeedResolver } from './feed-resolver.ts';
import { FeedType } from './feed-type.ts';
import { FetchResolver } from './fetch-resolver.ts';
import { InstrumentNamesResolver } from './instrument-names-resolver.ts';
import { InstrumentPricesResolver } from './instrument-prices-resolver.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import { InstrumentsResolver } from './instruments-resolver.ts';
import type { MarketContext } from './market-context.ts';
import { OverviewResolver } from './overview-resolver.ts';
import { TrackResolver } from './track-resolver.ts';
import { TradeType, toTradeType, tradeNameOf } from './trade-type.ts';

const entities: Entity<MarketContext>[] = [
  {
    type: InstrumentType,
    name: 'Instrument',
    resolve({ symbol, id }, { market }) {
      const named = symbol ?? (id ? keyOf('Instrument', id) : null);
      const instrument = named ? market.catalogue.get(named) : null;
      return instrument && toInstrumentType(instrument);
    },
  },
  {
    type: FeedType,
    name: 'Feed',
    resolve: ({ id }) => (id && keyOf('Feed', id) !== null ? Object.assign(new FeedType(), { id }) : null),
  },
  {
    type: TradeType,
    name: 'Trade',
    async resolve({ id }, { market }) {
      const name = id ? tradeNameOf(id) : null;
      const trade = name && (await findTrade(market.sql, name));
      return trade && toTradeType(trade);
    },
  },
];

/** The market subgraph: the executable schema and the SDL that is composed. Needs no database. */
export function buildMarketSchema() {
  return buildFederatedSchema<MarketContext>({
    resolvers: [
      InstrumentsResolver,
      InstrumentNamesResolver,
      InstrumentPricesResolver,
      CandlesResolver,
      CandleCompleteResolver,
      CandleSeriesCompleteResolver,
      FeedResolver,
      AnalysisResolver,
      OverviewResolver,
      FetchResolver,
      TrackResolver,
    ],
    entities,
    federationImports: ['@key', '@shareable'],
    columnTypes: ['CandleSeries'],
  });
}
