import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { exceeded } from '../limits/exceeded.ts';
import type { DataSource, DataSourceAnswer, DataSourceRequest } from '../queries/data-source.ts';
import { type EntityPath, entitiesIn, type Place, placesAt } from './entities-at.ts';
import { malformed } from './malformed.ts';
import { hasOwn, isMembers, type Members } from './members.ts';
import { copyOf, mergeInto } from './merge.ts';
import type { Order, Run, Step } from './order.ts';
import { compileRepresentation, type Extract } from './representations.ts';
import { compileRewrites, type Rewrite } from './rewrites.ts';
import { type ErrorPlace, subgraphErrors } from './subgraph-error.ts';

interface Fetch {
  readonly node: FetchNode;
  readonly path: EntityPath;
  readonly toSubgraph: Rewrite | null;
  readonly fromSubgraph: Rewrite | null;
  /** Later fetches write into what this one answers. */
  readonly isWrittenInto: boolean;
}

/** What an operation costs is estimated by the usual length of lists: where they are far longer, this part of the answer is not had. */
export const MOST_ENTITIES = 10_000;

/** Asks one subgraph for the root, or for more of the entities at a path. What goes wrong is an error of the answer; the rest goes on. */
export function compileFetch(schema: GraphQLSchema, node: FetchNode, path: EntityPath, isWrittenInto: boolean): Step {
  const { requires } = node;
  const fetch: Fetch = {
    node,
    path,
    toSubgraph: compileRewrites(schema, node.inputRewrites),
    fromSubgraph: compileRewrites(schema, node.outputRewrites),
    isWrittenInto,
  };
  const extract = requires && compileRepresentation(schema, requires);
  return async (run, data) => {
    try {
      const entities = entitiesIn(data);
      if (entities.length === 0) return;
      if (extract) await completeEntities(fetch, extract, run, entities);
      else await fetchFields(fetch, run, entities);
    } catch (error) {
      run.errors.push(error as Error);
    }
  };
}

async function fetchFields(fetch: Fetch, run: Run, entities: readonly Members[]): Promise<void> {
  const answer = await ask(fetch, run, variablesOf(fetch.node, run.order), (path) => path && [...fetch.path, ...path]);
  const own = fetch.fromSubgraph && run.order.keepsAnswers ? copyOf(answer) : answer;
  fetch.fromSubgraph?.(own);
  for (const entity of entities) mergeInto(entity, own, writesCopies(fetch, run) || entities.length > 1);
}

async function completeEntities(fetch: Fetch, extract: Extract, run: Run, entities: readonly Members[]): Promise<void> {
  const representations: Members[] = [];
  const owners: Members[] = [];
  const positions: number[] = [];
  for (const [position, entity] of entities.entries()) {
    const representation = extract(entity);
    if (!representation?.['__typename']) continue;
    fetch.toSubgraph?.(representation);
    representations.push(representation);
    owners.push(entity);
    positions.push(position);
  }
  if (representations.length === 0) return;
  if (representations.length > MOST_ENTITIES) throw tooManyEntities(fetch.node.serviceName);
  const variables = variablesOf(fetch.node, run.order);
  if ('representations' in variables) throw new Error('Variables cannot contain key "representations"');
  variables['representations'] = representations;
  const placeOf = placesOfEntities(fetch, run, positions);
  const answer = await ask(fetch, run, variables, placeOf);
  if (answer) mergeEntities(fetch, run, owners, answer['_entities'], placeOf);
}

function tooManyEntities(service: string): GraphQLError {
  const message = `More than ${MOST_ENTITIES} entities would be asked of ${service} at once. Ask for fewer objects.`;
  const fault = exceeded('ENTITIES', MOST_ENTITIES, message);
  fault.extensions['serviceName'] = service;
  return fault;
}

function mergeEntities(fetch: Fetch, run: Run, owners: readonly Members[], received: unknown, placeOf: ErrorPlace): void {
  const { serviceName } = fetch.node;
  if (!Array.isArray(received) || received.length !== owners.length) throw malformed(serviceName);
  const copies = writesCopies(fetch, run);
  for (const [index, owner] of owners.entries()) {
    const entity: unknown = received[index];
    if (isMembers(entity)) mergeInto(owner, entityOf(fetch, run, entity, owner), copies);
    else if (entity !== null) run.errors.push(malformed(serviceName, placeOf(['_entities', index])));
  }
}

/** An entity that does not say what it is is of the type that was asked for: rewrites depend on it. */
function entityOf({ fromSubgraph }: Fetch, { order }: Run, received: Members, owner: Members): Members {
  if (!fromSubgraph && !tellsNoType(received)) return received;
  const entity = order.keepsAnswers ? (copyOf(received) as Members) : received;
  entity['__typename'] ||= owner['__typename'];
  fromSubgraph?.(entity);
  return entity;
}

function tellsNoType(received: Members): boolean {
  return hasOwn(received, '__typename') && !received['__typename'];
}

function writesCopies({ isWrittenInto }: Fetch, { order }: Run): boolean {
  return isWrittenInto && order.keepsAnswers === true;
}

export function variablesOf(node: FetchNode, order: Order): Members {
  const variables: Members = {};
  for (const name of node.variableUsages ?? []) {
    const value = hasOwn(order.variables, name) ? order.variables[name] : undefined;
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

async function ask({ node }: Fetch, run: Run, variables: Members, placeOf: ErrorPlace): Promise<Members | null | undefined> {
  const { sources, context, asked } = run.order;
  const source: DataSource | undefined = sources[node.serviceName];
  if (!source) throw new Error(`Couldn't find service with name "${node.serviceName}"`);
  const told = await (asked?.get(node) ??
    source.process({
      kind: 'incoming operation',
      request: { query: node.operation, variables, operationName: node.operationName },
      context,
    } as unknown as DataSourceRequest));
  const answer = typeof told === 'string' ? readBy(source, told) : told;
  const errors = subgraphErrors(answer, node.serviceName, placeOf);
  for (const error of errors) run.errors.push(error);
  return dataOf(answer, node.serviceName);
}

function readBy({ texts }: DataSource, text: string): DataSourceAnswer {
  return texts ? texts.read(text) : JSON.parse(text);
}

function dataOf({ data, errors }: DataSourceAnswer, service: string): Members | null | undefined {
  if (isMembers(data) || (!data && errors)) return data;
  throw malformed(service);
}

/** `_entities, 2, score` stands where the third of those stands that were asked for, wherever in the answer that is. */
function placesOfEntities(fetch: Fetch, run: Run, positions: readonly number[]): ErrorPlace {
  let places: readonly Place[] | undefined;
  return (path) => {
    const index = path?.[1];
    if (!path || typeof index !== 'number') return path && [...fetch.path, ...path];
    places ??= placesAt(run.data, fetch.path);
    return [...(places[positions[index] ?? -1] ?? []), ...path.slice(2)];
  };
}
