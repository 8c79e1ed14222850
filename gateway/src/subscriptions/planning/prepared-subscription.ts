import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, FieldNode, OperationDefinitionNode } from 'graphql';
import type { CompiledOperation } from '../../execution/compiled-operation.ts';
import type { Aliases } from '../../execution/hiding-aliases.ts';
import type { Supergraph } from '../../supergraph/supergraph.ts';
import type { SubscriptionField } from '../fields/subscription-field.ts';
import type { JoinedProjection } from './joined-projection.ts';
import type { OperationShape } from './operation-shape.ts';
import type { Projection } from './projection.ts';
import type { SubscriptionArguments } from './subscription-arguments.ts';

/** A valid, planned subscription: everything about an operation text that does not depend on who asks with which variables. */
export interface PreparedSubscription {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly field: SubscriptionField;
  /** Where the root field stands in the document, with its arguments. */
  readonly root: FieldNode;
  readonly arguments: SubscriptionArguments;
  /** What the events subgraph is asked: answered with the event itself. */
  readonly primary: {
    readonly service: string;
    readonly query: string;
    readonly document: DocumentNode;
    readonly operationName: string | undefined;
  };
  /** `primary`, then everything that other subgraphs add to it. */
  readonly plan: QueryPlan;
  /** The document as it is planned and executed: without aliases that hide what others must be told. */
  readonly executed: DocumentNode;
  readonly supergraph: Supergraph;
  readonly shape: OperationShape;
  readonly dependsOnViewer: boolean;
  /** To be restored in what is executed; where there are some, everything is. */
  readonly aliases: Aliases | null;
  /** Where nothing but the event itself is asked for, and it could be compiled: then nothing is executed. */
  readonly projection: Projection | null;
  /** Where nothing but entities that the event names is asked for beside it: then nothing is executed while they are known. */
  readonly joined: JoinedProjection | null;
  /** Executes what the plan asks for beside the event; null where it could not be compiled: then @apollo/gateway does. */
  readonly compiled: CompiledOperation | null;
}
