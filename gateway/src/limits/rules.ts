import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { limits } from './limits.ts';

function exceeds(limit: string, most: number, message: string, nodes: readonly (FieldNode | OperationDefinitionNode)[]): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { code: 'LIMIT_EXCEEDED', limit, most } });
}

interface Size {
  depth: number;
  aliases: number;
  directives: number;
}

/**
 * Depth, aliases, directives and root fields of an operation, each fragment counted where it is spread but measured once:
 * nested spreads must not make the measuring itself expensive. Introspection has its own depth and is left out.
 */
export const OperationSize: ValidationRule = (context) => ({
  OperationDefinition(node): void {
    const size = measure(node.selectionSet, context, new Map());
    const { depth, aliases, directives } = limits;
    if (size.depth > depth) context.reportError(exceeds('DEPTH', depth, `Operations may nest ${depth} levels deep.`, [node]));
    if (size.aliases > aliases) context.reportError(exceeds('ALIASES', aliases, `Operations may have ${aliases} aliases.`, [node]));
    if (size.directives > directives)
      context.reportError(exceeds('DIRECTIVES', directives, `Operations may have ${directives} directives.`, [node]));
    const roots = node.selectionSet.selections.length;
    if (roots > limits.rootFields) {
      context.reportError(exceeds('ROOT_FIELDS', limits.rootFields, `Operations may have ${limits.rootFields} root fields.`, [node]));
    }
  },
});

const NOTHING: Size = { depth: 0, aliases: 0, directives: 0 };

function measure(set: SelectionSetNode | undefined, context: ValidationContext, fragments: Map<string, Size>): Size {
  const sum = { ...NOTHING };
  for (const selection of set?.selections ?? []) {
    const size = measureSelection(selection, context, fragments);
    sum.depth = Math.max(sum.depth, size.depth);
    sum.aliases += size.aliases;
    sum.directives += size.directives + (selection.directives?.length ?? 0);
  }
  return sum;
}

function measureSelection(
  selection: SelectionSetNode['selections'][number],
  context: ValidationContext,
  fragments: Map<string, Size>,
): Size {
  if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet, context, fragments);
  if (selection.kind === Kind.FIELD) {
    if (selection.name.value.startsWith('__')) return NOTHING;
    const inner = measure(selection.selectionSet, context, fragments);
    return { depth: inner.depth + 1, aliases: inner.aliases + (selection.alias ? 1 : 0), directives: inner.directives };
  }
  const name = selection.name.value;
  const known = fragments.get(name);
  if (known) return known;
  // A fragment that spreads itself is another rule's error: here it must only end.
  fragments.set(name, NOTHING);
  const size = measure(context.getFragment(name)?.selectionSet, context, fragments);
  fragments.set(name, size);
  return size;
}

/** The gateway itself sends entities to subgraphs under this name. */
export const ReservedVariable: ValidationRule = (context): ASTVisitor => ({
  VariableDefinition(node) {
    if (node.variable.name.value !== 'representations') return;
    context.reportError(new GraphQLError('Variables cannot be named "representations".', { nodes: node }));
  },
});

export const limitRules: readonly ValidationRule[] = [OperationSize, ReservedVariable];
