import { type Logger, reasonOf } from '@marketgraph/service';
import { decodeId, keyOf, type NodeType } from '@marketgraph/vocabulary';
import { GraphQLError, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../queries/gateway-context.ts';
import type { SubgraphInProcess } from '../queries/in-process-data-source.ts';
import { feedObject } from './feed-object.ts';
import type { Feeds } from './feeds.ts';

/** One part of the system as the status page shows it. */
export interface ServiceState {
  readonly name: string;
  readonly healthy: boolean;
  readonly detail?: string | null;
  readonly latencyMs?: number | null;
  readonly lagMs?: number | null;
}

export interface PlatformOptions {
  readonly schema: GraphQLSchema;
  readonly feeds: Feeds;
  readonly version: string;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly logger: Logger;
  services(): readonly ServiceState[] | Promise<readonly ServiceState[]>;
  /** Asks the owner under which id it knows the entity, if the viewer may see it. */
  findNodeId(type: NodeType, id: string, context: GatewayContext): Promise<string | null>;
}

type Resolve = GraphQLFieldResolver<unknown, { request: GatewayContext }>;

/** The small subgraph inside the gateway: what only the gateway can know. Its SDL is schema/platform.graphql. */
export function createPlatform(options: PlatformOptions): SubgraphInProcess {
  const { schema } = options;
  const fields = schema.getQueryType()?.getFields() ?? {};
  const resolvers: Record<string, Resolve> = {
    node: (_source, { id }, { request }) => findNode(options, String(id), request),
    liveCursor: (_source, _arguments, { request }) => liveCursor(request),
    systemStatus: () => systemStatus(options),
  };
  for (const [name, resolve] of Object.entries(resolvers)) {
    const field = fields[name];
    if (field) field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
  }
  return { schema, createContext: (_viewer, request) => ({ request }) };
}

async function findNode({ schema, feeds, findNodeId }: PlatformOptions, id: string, context: GatewayContext) {
  const place = decodeId(id);
  if (!place || !schema.getType(place.type)) return null;
  if (place.type === 'Feed') {
    const feed = feeds.find(place.key);
    return feed ? feedObject(feed) : null;
  }
  const knownAs = await findNodeId(place.type, id, context);
  if (knownAs === null) return null;
  return { __typename: place.type, id: knownAs, ...(place.type === 'Instrument' && { symbol: keyOf('Instrument', knownAs) ?? place.key }) };
}

function liveCursor({ liveCursor: cursor }: GatewayContext): string {
  if (cursor) return cursor;
  throw new GraphQLError('The log cannot be reached right now.', { extensions: { code: 'LOG_UNAVAILABLE', retryable: true } });
}

async function systemStatus({ services, feeds, version, startedAt, logger }: PlatformOptions) {
  const states = await servicesOrFault(services, logger);
  const known = feeds.all();
  return {
    healthy: states.every((state) => state.healthy) && known.every(({ state }) => state !== 'DOWN'),
    version,
    startedAt: new Date(startedAt).toISOString(),
    services: states.map(({ detail = null, latencyMs = null, lagMs = null, ...state }) => ({ ...state, detail, latencyMs, lagMs })),
    feeds: known.map(feedObject),
  };
}

/** The status page must also show that its own source fails. */
async function servicesOrFault(services: PlatformOptions['services'], logger: Logger): Promise<readonly ServiceState[]> {
  try {
    return await services();
  } catch (error) {
    logger.error('The state of the services cannot be read.', { reason: reasonOf(error) });
    return [{ name: 'status', healthy: false, detail: 'The state of the services cannot be read.' }];
  }
}
