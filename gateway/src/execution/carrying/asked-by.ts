import type { FetchNode } from '@apollo/query-planner';
import { type FragmentDefinitionNode, Kind, parse, type SelectionSetNode, visit } from 'graphql';
import { fragmentsByName } from '../../queries/fragments-by-name.ts';
import { NotCompiled } from '../not-compiled.ts';

/** What a fetch asks for, with its fragments where they are spread. Throws where its answer cannot be told as it comes. */
export function askedBy({ operation, inputRewrites, outputRewrites, contextRewrites }: FetchNode): SelectionSetNode {
  if (inputRewrites?.length || outputRewrites?.length || contextRewrites?.length)
    throw new NotCompiled('What is rewritten is not carried.');
  const document = parse(operation, { noLocation: true });
  const asked = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!asked) throw new NotCompiled('A fetch asks for nothing.');
  return withFragments(asked.selectionSet, fragmentsByName(document));
}

function withFragments(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): SelectionSetNode {
  return visit(set, {
    FragmentSpread: ({ name, directives = [] }) => {
      const fragment = fragments.get(name.value);
      if (!fragment) return undefined;
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
    },
  });
}
