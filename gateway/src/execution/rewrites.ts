import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { type Members, ownOf, ownPlace } from './members.ts';
import { typeCondition } from './type-conditions.ts';

/** What the planner wants changed in what is sent to a subgraph or comes from it, such as the type that an interface object stands for. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** Null where nothing is to be changed. */
export function compileRewrites(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[] | undefined): Rewrite | null {
  const all = (rewrites ?? []).flatMap((rewrite) => compileRewrite(schema, rewrite) ?? []);
  if (all.length === 0) return null;
  return (value) => {
    for (const rewrite of all) rewrite(value);
  };
}

function compileRewrite(schema: GraphQLSchema, rewrite: FetchDataRewrite): Rewrite | null {
  const last = rewrite.path.at(-1);
  if (last === undefined) return null;
  if (last.startsWith(FRAGMENT)) throw new Error('A rewrite must end at a member.');
  return rewrite.path.slice(0, -1).reduceRight<Rewrite>((then, element) => below(schema, element, then), onObjects(change(rewrite, last)));
}

function change(rewrite: FetchDataRewrite, key: string): (object: Members) => void {
  if (rewrite.kind === 'ValueSetter') {
    return (object) => {
      ownPlace(object, key);
      object[key] = rewrite.setValueTo;
    };
  }
  return (object) => {
    const value = ownOf(object, key);
    if (!value) return;
    ownPlace(object, rewrite.renameKeyTo);
    object[rewrite.renameKeyTo] = value;
    object[key] = undefined;
  };
}

function below(schema: GraphQLSchema, element: string, then: Rewrite): Rewrite {
  if (!element.startsWith(FRAGMENT)) return onObjects((object) => then(ownOf(object, element)));
  const isOf = typeCondition(schema, element.slice(FRAGMENT.length));
  return onObjects((object) => {
    if (isOf(object) !== false) then(object);
  });
}

/** Lists are gone through, whatever they are nested in. */
function onObjects(then: (object: Members) => void): Rewrite {
  return function each(value) {
    if (Array.isArray(value)) value.forEach(each);
    else if (typeof value === 'object' && value !== null) then(value as Members);
  };
}
