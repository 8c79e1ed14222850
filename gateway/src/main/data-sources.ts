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
  services(): readonly ServiceState[] | Promise<readonly ServiceState[]>;
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
    const forEvents: Record<string, DataSource> = {};
    const all: Record<string, DataSource> = {};
    for (const [name, address] of Object.entries(supergraph.addresses)) {
      const source = this.#make(supergraph, name, address, all);
      forEvents[name] = source;
      all[name] = source instanceof HttpDataSource ? new EntityBatching(source) : source;
    }
    return { all, forEvents };
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#http.values(), (source) => source.close()));
  }

  #make(supergraph: Supergraph, name: string, address: string, all: Readonly<Record<string, DataSource>>): DataSource {
    const own = isMarketgraph(supergraph) ? this.options.subgraphs[name] : undefined;
    if (typeof own === 'object') return new InProcessDataSource(own);
    if (name === 'platform' && supergraph.platform) return this.#platform(supergraph.platform, all);
    return this.#overHttp(name, own ?? address);
  }

  #platform(schema: GraphQLSchema, all: Readonly<Record<string, DataSource>>): DataSource {
    return new InProcessDataSource(createPlatform({ ...this.options, schema, findNodeId: findNodeId((name) => all[name]) }));
  }

  #overHttp(name: string, url: string): DataSource {
    if (!URL.canParse(url) || !url.startsWith('http')) return { process: () => Promise.reject(new Error(`${name} cannot be asked.`)) };
    const key = `${name} ${url}`;
    const { gatewaySecret: secret, clock, logger } = this.options;
    const source = this.#http.get(key) ?? new HttpDataSource({ name, url, secret, clock, logger });
    this.#http.set(key, source);
    return source;
  }
}
