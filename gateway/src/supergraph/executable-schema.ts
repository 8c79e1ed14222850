import type { Schema } from '@apollo/federation-internals';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, isTypeSystemExtensionNode } from 'graphql';

/**
 * As `schema.toGraphQLJSSchema()`, which looks for the same faults again: the API schema was validated when it was made, the supergraph and
 * its subgraphs are taken to be valid there, too. A third of what reading a supergraph cost.
 */
export function executableSchema(schema: Schema): GraphQLSchema {
  const document = schema.toAST();
  // Which types an extension stands alone for, only the schema itself knows.
  return document.definitions.some(isTypeSystemExtensionNode) ? schema.toGraphQLJSSchema() : schemaOf(document);
}

export function schemaOf(document: DocumentNode): GraphQLSchema {
  return buildASTSchema(document, { assumeValidSDL: true });
}
