import { DateTimeScalar } from '@marketgraph/subgraph-server';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { InstrumentType } from './instrument-type.ts';
import type { MarketContext } from './market-context.ts';

@ObjectType('FormerSymbol')
export class FormerSymbolType {
  @Field(() => String)
  symbol!: string;

  @Field(() => DateTimeScalar, { description: 'Beginning of the first trading day under the next symbol.' })
  until!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When another instrument took the symbol.' })
  takenAt!: number | null;
}

@Resolver(() => InstrumentType)
export class InstrumentNamesResolver {
  @FieldResolver(() => [FormerSymbolType], {
    description: 'Symbols that it had before, oldest first. Asking by one of them leads here, and prices under it are part of its history.',
  })
  formerSymbols(@Root() { symbol }: InstrumentType, @Ctx() { market }: MarketContext): FormerSymbolType[] {
    const names = market.catalogue.get(symbol)?.names ?? [];
    return names.flatMap(({ symbol: name, renamedAt, to }) =>
      renamedAt === null ? [] : [Object.assign(new FormerSymbolType(), { symbol: name, until: renamedAt, takenAt: to })],
    );
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Beginning of the first day without trading; null while it trades. Its history stays; overviews and lists leave it out.',
  })
  delistedAt(@Root() { symbol }: InstrumentType, @Ctx() { market }: MarketContext): number | null {
    return market.catalogue.get(symbol)?.delistedAt ?? null;
  }
}
