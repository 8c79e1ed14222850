import { type ASTVisitor, GraphQLError, type ValidationRule } from 'graphql';
import { sizeFault } from './document-size.ts';

/** Also for what `Admission` could not parse, its stack being used up, and whoever validates it could. */
const DocumentSize: ValidationRule = (context): ASTVisitor => ({
  Document(document) {
    const fault = sizeFault(document);
    if (fault) context.reportError(fault);
  },
});

/** The gateway itself sends entities to subgraphs under this name. */
const ReservedVariable: ValidationRule = (context): ASTVisitor => ({
  VariableDefinition(node) {
    if (node.variable.name.value !== 'representations') return;
    context.reportError(new GraphQLError('Variables cannot be named "representations".', { nodes: node }));
  },
});

export const limitRules: readonly ValidationRule[] = [DocumentSize, ReservedVariable];
