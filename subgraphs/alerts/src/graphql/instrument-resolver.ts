import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { alertPage } from './alert-pages.ts';
import type { AlertsContext } from './context.ts';
import { symbolOf } from './keys.ts';
import { AlertConnectionType, AlertRuleType, InstrumentType, toAlertRuleType, toInstrument } from './types.ts';

@Resolver(() => InstrumentType)
export class InstrumentResolver {
  @FieldResolver(() => AlertConnectionType, { nullable: true, description: "The viewer's own, newest first; empty when anonymous." })
  async alerts(
    @Root() { symbol }: InstrumentType,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() context: AlertsContext,
  ): Promise<AlertConnectionType> {
    const page = alertPage(first, after);
    return page.toConnection(await context.page.load({ by: 'symbol', key: symbol, limit: page.limit, after: page.after }));
  }

  @FieldResolver(() => [AlertRuleType], { nullable: true, description: "The viewer's own; empty when anonymous." })
  async alertRules(@Root() { symbol }: InstrumentType, @Ctx() context: AlertsContext): Promise<AlertRuleType[]> {
    return (await context.ownRules()).filter(({ symbols }) => symbols.includes(symbol)).map(toAlertRuleType);
  }
}

/** Whatever has a symbol can be referred to: that it exists is the market's to say. */
export function resolveInstrument(reference: Record<string, string>): InstrumentType | null {
  const symbol = symbolOf(reference);
  return symbol === null ? null : toInstrument(symbol);
}
