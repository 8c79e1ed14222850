import { pageSize, toConnection } from '@marketgraph/subgraph-server';
import { keyOf } from '@marketgraph/vocabulary';
import { Arg, Ctx, Directive, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ArticleType, toArticleType } from './article-types.ts';
import type { NewsContext } from './context.ts';
import { SignalFilterInput } from './inputs.ts';
import { InstrumentType, toInstrumentType } from './instrument-type.ts';
import { placeKey, readPlace, readSignalFilter } from './read-input.ts';
import { SignalConnectionType, SignalEvidenceType, SignalType, toSignalType } from './signal-types.ts';

@Resolver(() => SignalType)
export class SignalResolver {
  @Query(() => SignalConnectionType, { nullable: true, description: 'Newest first.' })
  async signals(
    @Arg('filter', () => SignalFilterInput, { nullable: true }) filter: SignalFilterInput | null,
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { signals }: NewsContext,
  ): Promise<SignalConnectionType> {
    const size = pageSize(first);
    const place = readPlace(after);
    const found = await signals.page(readSignalFilter(filter), size + 1, place && { issuedAt: place.at, signalId: place.key });
    return signalConnection(found.map(toSignalType), size, after);
  }

  @Directive('@shareable')
  @FieldResolver(() => InstrumentType, { nullable: true })
  instrument(@Root() { symbol }: SignalType): InstrumentType {
    return toInstrumentType(symbol);
  }
}

@Resolver(() => SignalEvidenceType)
export class SignalEvidenceResolver {
  /** Articles that retention has dropped since are left out. */
  @FieldResolver(() => [ArticleType])
  async articles(@Root() { articleIds }: SignalEvidenceType, @Ctx() { loaders }: NewsContext): Promise<ArticleType[]> {
    const found = await Promise.all(articleIds.map((articleId) => loaders.article.load(articleId)));
    return found.filter((article) => article !== null).map(toArticleType);
  }
}

export function signalConnection(signals: readonly SignalType[], size: number, after: string | null): SignalConnectionType {
  return toConnection(signals, size, (signal) => placeKey(signal.issuedAt, signal.signalId), after);
}

export async function findSignal(reference: Record<string, string>, { loaders }: NewsContext): Promise<SignalType | null> {
  const key = keyOf('Signal', reference['id'] ?? '');
  const signal = key && (await loaders.signal.load(key.replaceAll('\0', '')));
  return signal ? toSignalType(signal) : null;
}
