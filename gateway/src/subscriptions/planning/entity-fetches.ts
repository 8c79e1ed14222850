import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { NotCompiled } from '../../execution/not-compiled.ts';
import { memberOf, quoted } from './value-writers.ts';

/** A plan's fetch of one entity that the event itself names. */
export interface EntityFetch {
  readonly service: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: readonly string[];
  readonly document: DocumentNode;
  readonly typeName: string;
  /** What is asked for of the entity. */
  readonly selection: SelectionSetNode;
  /** Where the entity stands in the answer. */
  readonly path: readonly string[];
  /** What it is asked for by: fields of the event. */
  readonly required: readonly string[];
  /** By which the entity is asked for, as JSON; null where the event does not tell that. */
  representation(object: object): string | null;
}

/** All of a plan's fetches; throws for plans that do more than that. */
export function readEntityFetches(node: PlanNode, path: readonly string[] = []): EntityFetch[] {
  switch (node.kind) {
    case 'Parallel':
    case 'Sequence':
      return node.nodes.flatMap((inner) => readEntityFetches(inner, path));
    case 'Flatten':
      return readEntityFetches(node.node, [...path, ...node.path.map(keyOf)]);
    case 'Fetch':
      return [readFetch(node, path)];
    default:
      throw new NotCompiled();
  }
}

/** Entities in lists stand in several places. */
function keyOf(key: string | number): string {
  if (typeof key !== 'string' || key === '@') throw new NotCompiled();
  return key;
}

function readFetch(node: FetchNode, path: readonly string[]): EntityFetch {
  const { serviceName, operation, operationName, variableUsages = [], requires = [] } = node;
  const [required] = requires;
  const isPlain = !node.inputRewrites?.length && !node.outputRewrites?.length && !node.contextRewrites?.length;
  if (!isPlain || requires.length !== 1 || required?.kind !== 'InlineFragment' || !required.typeCondition) throw new NotCompiled();
  const document = parse(operation, { noLocation: true });
  return {
    service: serviceName,
    query: operation,
    operationName,
    variables: variableUsages,
    document,
    typeName: required.typeCondition,
    selection: selectionOfEntities(document),
    path,
    required: required.selections.flatMap((selection) => (selection.kind === 'Field' ? selection.name : [])),
    representation: representationWriter(required.typeCondition, required.selections),
  };
}

function selectionOfEntities({ definitions }: DocumentNode): SelectionSetNode {
  const [operation] = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [entities, ...others] = operation?.selectionSet.selections ?? [];
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet || others.length > 0) throw new NotCompiled();
  return entities.selectionSet;
}

/** Written as the executor's own representations are, so that both mean the same entity. */
function representationWriter(typeName: string, selections: readonly QueryPlanSelectionNode[]): EntityFetch['representation'] {
  const members = selections.map((selection, index) => {
    if (selection.kind !== 'Field' || selection.alias || selection.selections?.length) throw new NotCompiled();
    const { name } = selection;
    return { name, head: `${index === 0 ? '{' : ','}"${name}":`, isType: name === '__typename' };
  });
  if (members.length < 2 || !members.some(({ isType }) => isType)) throw new NotCompiled();
  const type = quoted(typeName);
  return (object) => {
    let text = '';
    for (const { name, head, isType } of members) {
      const value = isType ? type : memberOf(object, name);
      if (typeof value !== 'string') return null;
      text += head + (isType ? value : quoted(value));
    }
    return `${text}}`;
  };
}
