import { DateTimeScalar, DecimalScalar, NodeType, PageInfoType } from '@marketgraph/subgraph-server';
import { encodeId, isSymbol, keyOf, type TradeSide } from '@marketgraph/vocabulary';
import { Directive, Field, ObjectType } from 'type-graphql';
import type { RecordedTrade } from '../storage/tick-reader.ts';
import { TradeSideEnum } from './enums.ts';
import { isInstant, isSource } from './range.ts';

@Directive('@key(fields: "id")')
@ObjectType('Trade', { implements: NodeType })
export class TradeType extends NodeType {
  @Field(() => DecimalScalar)
  price!: string;

  @Field(() => DecimalScalar)
  size!: string;

  @Field(() => TradeSideEnum, { nullable: true, description: 'Side of the taker, where the venue tells.' })
  side!: TradeSide | null;

  @Field(() => DateTimeScalar)
  occurredAt!: number;

  @Field(() => DateTimeScalar)
  receivedAt!: number;

  @Field(() => String)
  source!: string;
}

@ObjectType('TradeEdge')
export class TradeEdgeType {
  @Field(() => TradeType)
  node!: TradeType;

  @Field(() => String)
  cursor!: string;
}

@ObjectType('TradeConnection')
export class TradeConnectionType {
  @Field(() => [TradeEdgeType])
  edges!: TradeEdgeType[];

  @Field(() => [TradeType])
  nodes!: TradeType[];

  @Field(() => PageInfoType)
  pageInfo!: PageInfoType;
}

/** What names a trade: see ADR 2. */
export interface TradeName {
  readonly symbol: string;
  readonly source: string;
  readonly occurredAt: number;
  readonly key: number;
}

export function toTradeType(trade: RecordedTrade): TradeType {
  const { symbol, source, occurredAt, key, price, size, side, receivedAt } = trade;
  return Object.assign(new TradeType(), {
    id: encodeId('Trade', [symbol, source, occurredAt, key].join('|')),
    price,
    size,
    side,
    occurredAt,
    receivedAt,
    source,
  });
}

/** Null when the id is not one of a trade. */
export function tradeNameOf(id: string): TradeName | null {
  const [symbol, source, occurredAt, key, ...rest] = keyOf('Trade', id)?.split('|') ?? [];
  const name = { symbol: symbol ?? '', source: source ?? '', occurredAt: Number(occurredAt), key: Number(key) };
  const isName = isSymbol(name.symbol) && isSource(name.source) && isInstant(name.occurredAt) && Number.isSafeInteger(name.key);
  return isName && rest.length === 0 ? name : null;
}
