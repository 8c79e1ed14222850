import type { Clock, Logger } from '@marketgraph/service';
import type { GraphQLSchema } from 'graphql';
import type { Feeds } from '../platform/feeds.ts';
import { findNodeId } from '../platform/node-owners.ts';
import { createPlatform, type ServiceState } from '../platform/platform.ts';
import type { DataSource } from '../queries/data-source.ts';
import { EntityBatching } from '../queries/entity-batching.ts';
import { HttpDataSource } from '../queries/http-data-source.ts';
import { InProcessDataSource, type SubgraphInProcess } from '../queries/in-process-data-source.ts';
import { isMarketgraph, type Supergraph } from '../supergraph/supergraph.ts';

export interface DataSourcesOptions {
  readonly subgraphs: Readonly<Record<string, SubgraphInProcess | string>>;
  readonly gatewaySecret?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feeds: Feeds;
  readonly version: string;
  readonly startedAt: number;
  services(addresses: Readonly<Record<string, string>>): readonly ServiceState[] | Promise<readonly ServiceState[]>;
}

export interface Sources {
  readonly all: Readonly<Record<string, DataSource>>;
  /** As events ask: together with others already, so that nothing waits for more. */
  readonly forEvents: Readonly<Record<string, DataSource>>;
}

/** How each subgraph of a supergraph is asked: in this process, over HTTP, or, for the platform, by the gateway itself. */
export class DataSources {
  /** By address, also those of supergraphs before: what is under way ends with them, and they keep no connection that nobody uses. */
  readonly #http = new Map<string, HttpDataSource>();

  constructor(private readonly options: DataSourcesOptions) {}

  of(supergraph: Supergraph): Sources {
    const own = isMarketgraph(supergraph) ? this.options.subgraphs : {};
    const places = Object.entries(supergraph.addresses).map(([name, address]) => [name, own[name] ?? address] as const);
    const forEvents: Record<string, DataSource> = {};
    const all: Record<string, DataSource> = {};
    for (const [name, place] of places) {
      const source = this.#make(name, place);
      forEvents[name] = source;
      all[name] = source instanceof HttpDataSource ? new EntityBatching(source) : source;
    }
    if (supergraph.platform) {
      const addresses = Object.fromEntries(places.filter((entry): entry is [string, string] => isAddress(entry[1])));
      all['platform'] = forEvents['platform'] = this.#platform(supergraph.platform, all, addresses);
    }
    return { all, forEvents };
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#http.values(), (source) => source.close()));
  }

  #make(name: string, place: SubgraphInProcess | string): DataSource {
    if (typeof place === 'object') return new InProcessDataSource(place);
    return isAddress(place) ? this.#overHttp(name, place) : { process: () => Promise.reject(new Error(`${name} cannot be asked.`)) };
  }

  #platform(schema: GraphQLSchema, all: Sources['all'], addresses: Readonly<Record<string, string>>): DataSource {
    const services = () => this.options.services(addresses);
    return new InProcessDataSource(createPlatform({ ...this.options, schema, services, findNodeId: findNodeId((name) => all[name]) }));
  }

  #overHttp(name: string, url: string): DataSource {
    const key = `${name} ${url}`;
    const { gatewaySecret: secret, clock, logger } = this.options;
    const source = this.#http.get(key) ?? new HttpDataSource({ name, url, secret, clock, logger });
    this.#http.set(key, source);
    return source;
  }
}

function isAddress(place: SubgraphInProcess | string): place is string {
  return typeof place === 'string' && place.startsWith('http') && URL.canParse(place);
}
