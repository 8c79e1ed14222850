import { encodeId, isSymbol, keyOf } from '@marketgraph/vocabulary';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A reference to market's Instrument with what this subgraph adds to it. */
@Directive('@key(fields: "symbol")')
@Directive('@key(fields: "id")')
@ObjectType('Instrument')
export class InstrumentType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  symbol!: string;

  /** Filled only where a field promises it with `@provides`. */
  @Directive('@external')
  @Field(() => String)
  name!: string;
}

export function toInstrumentType(symbol: string, name?: string): InstrumentType {
  return Object.assign(new InstrumentType(), { id: encodeId('Instrument', symbol), symbol, ...(name === undefined ? {} : { name }) });
}

/** Either key names the instrument; whether it exists is market's to say. */
export function findInstrument(reference: Record<string, string>): InstrumentType | null {
  const symbol = reference['symbol'] ?? keyOf('Instrument', reference['id'] ?? '');
  return symbol && isSymbol(symbol) ? toInstrumentType(symbol) : null;
}
