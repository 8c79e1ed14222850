import 'reflect-metadata';
import { buildFederatedSchema, type Entity } from '@marketgraph/subgraph-server';
import { keyOf } from '@marketgraph/vocabulary';
import { findTrade } from '../storage/tick-reader.ts';
import { AnalysisResolver } from './analysis-resolver.ts';
import { CandlesResolver } from './candles-resolver.ts';
import { InstrumentNamesResolver } from './instrument-names-resolver.ts';
import { InstrumentPricesResolver } from './instrument-prices-resolver.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import { InstrumentsResolver } from './instruments-resolver.ts';
import type { MarketContext } from './market-context.ts';
import { OverviewResolver } from './overview-resolver.ts';
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
      AnalysisResolver,
      OverviewResolver,
    ],
    entities,
    federationImports: ['@key', '@shareable'],
    columnTypes: ['CandleSeries'],
  });
}
