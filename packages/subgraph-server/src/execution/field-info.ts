import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { Place } from './places.ts';
import type { Run } from './run.ts';

/** What is known of an operation when it is compiled. */
export interface Compiling {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  /** Values of the variables that `@skip` and `@include` look at. */
  readonly conditions: { readonly coerced: Record<string, unknown>; readonly sources: Record<string, never> };
  /** How many fields have arguments that depend on variables. */
  varying: number;
}

/** A field where the operation asks for it. */
export interface AskedField {
  readonly compiling: Compiling;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly key: string;
  /** What is asked of objects of each type, as far as it has been compiled. */
  readonly selections: Map<GraphQLObjectType, unknown>;
}

/** What resolvers are told beside their arguments; few of them look. */
export class FieldInfo implements GraphQLResolveInfo {
  readonly rootValue = undefined;

  constructor(
    private readonly field: AskedField,
    private readonly run: Run,
    readonly path: Place,
  ) {}

  get fieldName() {
    return this.field.definition.name;
  }
  get fieldNodes() {
    return this.field.nodes;
  }
  get returnType() {
    return this.field.definition.type;
  }
  get parentType() {
    return this.field.parentType;
  }
  get schema() {
    return this.field.compiling.schema;
  }
  get fragments() {
    return this.field.compiling.fragments;
  }
  get operation() {
    return this.field.compiling.operation;
  }
  get variableValues() {
    return this.run.variables;
  }
}
