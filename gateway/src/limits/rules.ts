import { type ASTVisitor, GraphQLError, type ValidationRule } from 'graphql';
import { sizeFault } from './document-size.ts';

/** For whoever validates a document that no caller has sent: those are measured before, see `Admission`. */
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
