import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** A fragment that spreads itself, by others or at once; null where there is none. Takes a time that grows with the document's size alone. */
export function fragmentInCycle(fragments: Fragments): FragmentDefinitionNode | null {
  const search = new Search(fragments);
  for (const fragment of fragments.values()) {
    const found = search.from(fragment);
    if (found) return found;
  }
  return null;
}

class Search {
  readonly #entered = new Set<FragmentDefinitionNode>();
  readonly #left = new Set<FragmentDefinitionNode>();

  constructor(private readonly fragments: Fragments) {}

  from(fragment: FragmentDefinitionNode): FragmentDefinitionNode | null {
    if (this.#left.has(fragment)) return null;
    if (this.#entered.has(fragment)) return fragment;
    this.#entered.add(fragment);
    for (const name of spreadIn(fragment.selectionSet, [])) {
      const next = this.fragments.get(name);
      const found = next ? this.from(next) : null;
      if (found) return found;
    }
    this.#left.add(fragment);
    return null;
  }
}

function spreadIn({ selections }: SelectionSetNode, names: string[]): readonly string[] {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) names.push(selection.name.value);
    else if (selection.selectionSet) spreadIn(selection.selectionSet, names);
  }
  return names;
}
