import { JobPayloadType } from '@marketgraph/subgraph-server';
import type { UserError } from '@marketgraph/vocabulary';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import {
  detailOf,
  type FetchPlan,
  type FetchQueue,
  type FetchResult,
  mistakesIn,
  planRequests,
  stillPolled,
} from '../domain/fetch-requests.ts';
import { administratorsOnly } from '../domain/outcome.ts';
import { toUserErrors } from './market-commands.ts';
import type { MarketContext } from './market-context.ts';

@Resolver()
export class FetchResolver {
  @Mutation(() => JobPayloadType, {
    nullable: true,
    description: 'Administrators: fetch now instead of at the next scheduled time.',
  })
  async fetchMarketData(
    @Arg('symbols', () => [String], { nullable: true }) symbols: string[] | null,
    @Ctx() { viewer, market }: MarketContext,
  ): Promise<JobPayloadType> {
    const refusal = administratorsOnly(viewer);
    if (refusal) return refused([refusal]);
    const mistakes = mistakesIn(symbols ?? null, (symbol) => market.catalogue.get(symbol) !== null);
    if (mistakes.length > 0) return refused(mistakes);
    // Former symbols mean the instrument that has another one now.
    const wanted = symbols && [...new Set(symbols.map((symbol) => market.catalogue.get(symbol)?.symbol ?? symbol))];
    const { polled, fetches } = market.commands;
    const feeds = stillPolled(await polled.all(), market.now());
    const plan = planRequests(wanted ?? null, feeds);
    const results = await addAll(fetches, plan);
    const accepted = results.reduce((sum, { feed, added }) => sum + Math.min(added, feed.budget?.remaining ?? added), 0);
    return payload(accepted, detailOf(plan, results, feeds, market.now()), []);
  }
}

async function addAll(fetches: FetchQueue, { requests }: FetchPlan): Promise<FetchResult[]> {
  const results: FetchResult[] = [];
  for (const { feed, symbols } of requests) {
    results.push({ feed, asked: symbols.length, added: (await fetches.add(feed.name, symbols)).length });
  }
  return results;
}

function refused(errors: readonly UserError[]): JobPayloadType {
  return payload(0, errors.map(({ message }) => message).join(' '), errors);
}

function payload(accepted: number, detail: string, errors: readonly UserError[]): JobPayloadType {
  return Object.assign(new JobPayloadType(), { accepted, detail, userErrors: toUserErrors(errors) });
}
