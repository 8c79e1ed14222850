import { setImmediate as nextTurn } from 'node:timers/promises';
import { Supergraph as ComposedSupergraph, type Schema } from '@apollo/federation-internals';
import { assertValidSchema, type GraphQLSchema, parse } from 'graphql';
import { checkScalarInput } from '../limits/scalar-input.ts';
import { executableSchema, schemaOf } from './executable-schema.ts';
import { type FieldOwners, fieldOwners } from './field-owners.ts';
import { Planner } from './planner.ts';

/** Everything that follows from one supergraph; made anew when it changes. */
export interface Supergraph {
  readonly sdl: string;
  /** What clients see, for graphql-js and for the planner. */
  readonly api: GraphQLSchema;
  readonly plannerApi: Schema;
  readonly full: GraphQLSchema;
  readonly planner: Pick<Planner, 'plan'>;
  /** The address of each subgraph, by its name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The subgraph that holds exactly what events carry; null where the supergraph has none. */
  readonly events: GraphQLSchema | null;
  readonly platform: GraphQLSchema | null;
  readonly owners: FieldOwners;
}

/** Subgraphs that are nobody's but the gateway's. Other graphs may have some of the same names elsewhere. */
const LOCAL = 'local://';

/** Marketgraph itself: only there are its subgraphs' names known to the gateway. */
export function isMarketgraph({ addresses }: Supergraph): boolean {
  return Object.values(addresses).some((address) => address.startsWith(LOCAL));
}

/** Throws where it cannot be served. */
export function readSupergraph(sdl: string): Supergraph {
  const stages = read(sdl);
  for (;;) {
    const { done, value } = stages.next();
    if (done) return value;
  }
}

/** The same, while what is served goes on: others get their turn after each stage. */
export async function readBesideOthers(sdl: string): Promise<Supergraph> {
  const stages = read(sdl);
  for (;;) {
    await nextTurn();
    const { done, value } = stages.next();
    if (done) return value;
  }
}

function* read(sdl: string): Generator<void, Supergraph, void> {
  const document = parse(sdl, { noLocation: true });
  const composed = ComposedSupergraph.build(document, { validateSupergraph: false });
  yield;
  const subgraphs = composed.subgraphs();
  yield;
  const plannerApi = composed.apiSchema();
  yield;
  const api = executableSchema(plannerApi);
  // Apollo Server asks again when it is told of the new schema: graphql-js keeps the verdict.
  assertValidSchema(api);
  checkScalarInput(api);
  yield;
  const full = schemaOf(document);
  yield;
  const planner = new Planner(composed);
  yield;
  const own = (name: string) => {
    const subgraph = subgraphs.get(name);
    return subgraph?.url.startsWith(LOCAL) ? executableSchema(subgraph.schema) : null;
  };
  return {
    sdl,
    api,
    plannerApi,
    full,
    planner,
    addresses: Object.fromEntries(Array.from(subgraphs.values(), ({ name, url }) => [name, url])),
    events: own('events'),
    platform: own('platform'),
    owners: fieldOwners(subgraphs),
  };
}
