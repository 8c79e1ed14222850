import { type Clock, type Logger, type Part, periodicPart } from '@marketgraph/service';
import type { DataSource, DataSourceRequest } from '../queries/data-source.ts';

/** How soon a rename is heard of. Subscriptions that are open then keep the symbols that they were made with. */
const EVERY_MS = 15_000;
const QUERY = '{ instruments(filter: { renamed: true }, first: 500) { nodes { symbol formerSymbols { symbol takenAt } } } }';

interface Renamed {
  readonly symbol: string;
  readonly formerSymbols: readonly { readonly symbol: string; readonly takenAt: string | null }[];
}

/** Symbols that stand for one instrument: whoever subscribes by one of them hears what is told under the others as well. */
export class RenamedSymbols {
  #names = new Map<string, readonly string[]>();

  constructor(private readonly find: () => DataSource | undefined) {}

  /** The other symbols of the instruments that are asked for, none of them twice. */
  othersOf(symbols: readonly string[]): string[] {
    if (this.#names.size === 0) return [];
    const others = new Set(symbols.flatMap((symbol) => this.#names.get(symbol) ?? []));
    for (const symbol of symbols) others.delete(symbol);
    return [...others];
  }

  /** Where market is away, what is known counts on. */
  async refresh(): Promise<void> {
    const source = this.find();
    if (!source) return;
    const answer = await source.process({ request: { query: QUERY }, context: { viewer: null } } as unknown as DataSourceRequest);
    const nodes: readonly Renamed[] | undefined = answer.data?.['instruments']?.nodes;
    if (nodes) this.#names = new Map(nodes.map(namesOf).flatMap((names) => names.map((name) => [name, names])));
  }

  part(clock: Clock, logger: Logger): Part {
    return periodicPart({ name: 'renamed symbols', everyMs: EVERY_MS, clock, logger, work: () => this.refresh() });
  }
}

/** A symbol that another instrument took is none of this one any more. */
function namesOf({ symbol, formerSymbols }: Renamed): string[] {
  return [symbol, ...formerSymbols.filter(({ takenAt }) => takenAt === null).map((former) => former.symbol)];
}
