/** What happened to a symbol on a date, as its venue announced it. */
export type SymbolChange =
  /** The instrument trades as `became` from this day on. */
  | { readonly kind: 'RENAMED'; readonly symbol: string; readonly date: string; readonly became: string }
  /** The first day without trading. */
  | { readonly kind: 'DELISTED'; readonly symbol: string; readonly date: string }
  /** Another instrument trades under the symbol from this day on. */
  | { readonly kind: 'LISTED'; readonly symbol: string; readonly date: string };

/** A symbol for as long as it meant one instrument. Dates are days of the instrument's venue, [from, to). */
export interface NamePeriod {
  readonly symbol: string;
  readonly from: string | null;
  /** Where another instrument took the symbol; before that, late prices under a former symbol still count. */
  readonly to: string | null;
  /** First day under the next symbol. */
  readonly renamedOn: string | null;
}

export interface KnownInstrument {
  /** As it is known now, or was last. */
  readonly symbol: string;
  readonly delistedOn: string | null;
  /** Oldest first. */
  readonly names: readonly NamePeriod[];
}

interface Life {
  readonly symbol: string;
  readonly from: string | null;
  to: string | null;
  end: Exclude<SymbolChange, { kind: 'LISTED' }> | null;
  readonly former: Life[];
}

/** Which instrument a symbol stands for, through renames, delistings and symbols that are given away again. */
export class SymbolHistory {
  readonly #known = new Map<string, KnownInstrument>();

  constructor(changes: readonly SymbolChange[]) {
    const lives = livesOf(changes);
    for (const own of lives.values()) for (const life of own) nextOf(life, lives)?.former.push(life);
    for (const [symbol, own] of lives) {
      const last = own.at(-1);
      if (last) this.#known.set(symbol, knownInstrument(lastOf(last, lives)));
    }
  }

  /** Null for a symbol that nothing happened to. */
  of(symbol: string): KnownInstrument | null {
    return this.#known.get(symbol) ?? null;
  }

  /** Every symbol that something happened to. */
  symbols(): Iterable<string> {
    return this.#known.keys();
  }
}

function livesOf(changes: readonly SymbolChange[]): Map<string, Life[]> {
  const symbols = new Set(changes.flatMap((change) => (change.kind === 'RENAMED' ? [change.symbol, change.became] : [change.symbol])));
  return new Map([...symbols].map((symbol) => [symbol, livesOfSymbol(symbol, changes)]));
}

/** On one day a symbol is left before it is taken. */
function livesOfSymbol(symbol: string, changes: readonly SymbolChange[]): Life[] {
  const lives: Life[] = [{ symbol, from: null, to: null, end: null, former: [] }];
  const own = changes.filter((change) => change.symbol === symbol || (change.kind === 'RENAMED' && change.became === symbol));
  const isLeft = (change: SymbolChange) => change.symbol === symbol && change.kind !== 'LISTED';
  for (const change of own.toSorted((a, b) => compare(a.date, b.date) || Number(isLeft(b)) - Number(isLeft(a)))) {
    const life = lives.at(-1);
    if (!life) break;
    if (change.symbol === symbol && change.kind !== 'LISTED') life.end ??= change;
    else if (life.end || change.kind === 'LISTED') {
      life.to = change.date;
      lives.push({ symbol, from: change.date, to: null, end: null, former: [] });
    }
  }
  return lives;
}

function nextOf({ end }: Life, lives: ReadonlyMap<string, readonly Life[]>): Life | null {
  if (end?.kind !== 'RENAMED') return null;
  const holds = (life: Life) => (life.from === null || life.from <= end.date) && (life.to === null || life.to > end.date);
  return lives.get(end.became)?.find(holds) ?? null;
}

function lastOf(first: Life, lives: ReadonlyMap<string, readonly Life[]>): Life {
  const seen = new Set<Life>();
  let life = first;
  // Two symbols that were exchanged on one day would lead round for ever.
  for (let next = nextOf(life, lives); next && !seen.has(next); next = nextOf(life, lives)) {
    seen.add(next);
    life = next;
  }
  return life;
}

function knownInstrument(last: Life): KnownInstrument {
  const lives = new Set<Life>();
  const collect = (life: Life) => {
    if (lives.has(life)) return;
    lives.add(life);
    for (const former of life.former) collect(former);
  };
  collect(last);
  const former = [...lives].filter((life) => life !== last).sort((a, b) => compare(a.end?.date ?? '', b.end?.date ?? ''));
  // A delisted instrument whose last symbol was given away is known by the newest one that was not.
  const known = [last, ...former.toReversed()].find(({ to }) => to === null) ?? last;
  return {
    symbol: known.symbol,
    delistedOn: last.end?.kind === 'DELISTED' ? last.end.date : null,
    names: [...former, last].map(toPeriod),
  };
}

function toPeriod({ symbol, from, to, end }: Life): NamePeriod {
  return { symbol, from, to, renamedOn: end?.kind === 'RENAMED' ? end.date : null };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
