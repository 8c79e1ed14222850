import { type DirectiveNode, type DocumentNode, GraphQLError, Kind, visit } from 'graphql';

/** Directives that a variable is the condition of, by document: it is looked through once for all who subscribe with it. */
const conditions = new WeakMap<DocumentNode, readonly Condition[]>();

interface Condition {
  readonly directive: DirectiveNode;
  readonly variable: string;
}

/**
 * A variable with a default may stand in `@include(if: ...)` and still be given as null. Validation cannot see that and the
 * planner's conditions fail on it, so it is looked for before anything is planned.
 */
export function nullCondition(document: DocumentNode, variables: Readonly<Record<string, unknown>>): GraphQLError | null {
  const found = conditionsOf(document).find(({ variable }) => variables[variable] === null);
  if (!found) return null;
  const message = `$${found.variable} is the condition of @${found.directive.name.value} and cannot be null.`;
  return new GraphQLError(message, { nodes: found.directive, extensions: { code: 'BAD_USER_INPUT' } });
}

function conditionsOf(document: DocumentNode): readonly Condition[] {
  const known = conditions.get(document);
  if (known) return known;
  const found: Condition[] = [];
  visit(document, {
    Directive(directive) {
      const [condition] = directive.arguments ?? [];
      if (condition?.value.kind === Kind.VARIABLE) found.push({ directive, variable: condition.value.name.value });
    },
  });
  conditions.set(document, found);
  return found;
}
