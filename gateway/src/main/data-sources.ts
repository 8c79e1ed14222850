import type { Clock, Logger } from '@marketgraph/service';
import type { Feeds } from '../platform/feeds.ts';
import { findNodeId } from '../platform/node-owners.ts';
import { createPlatform, type ServiceState } from '../platform/platform.ts';
import type { DataSource } from '../queries/data-source.ts';
import { EntityBatching } from '../queries/entity-batching.ts';
import { HttpDataSource } from '../queries/http-data-source.ts';
import { InProcessDataSource, type SubgraphInProcess } from '../queries/in-process-data-source.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';

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

/** How each subgraph of the supergraph is asked: in this process, over HTTP, or, for the platform, by the gateway itself. */
export class DataSources {
  readonly #sources: Record<string, DataSource> = {};
  readonly #forEvents: Record<string, DataSource> = {};
  readonly #http: HttpDataSource[] = [];
  #platform: DataSource | null = null;

  constructor(private readonly options: DataSourcesOptions) {}

  get all(): Readonly<Record<string, DataSource>> {
    return this.#sources;
  }

  /** As events ask: together with others already, so that nothing waits for more. */
  get forEvents(): Readonly<Record<string, DataSource>> {
    return this.#forEvents;
  }

  /** The supergraph's own address is used for subgraphs that the options do not name. */
  build(name: string, url: string | undefined): DataSource {
    const source = this.#make(name, url);
    this.#forEvents[name] = source;
    this.#sources[name] = source instanceof HttpDataSource ? new EntityBatching(source) : source;
    return this.#sources[name];
  }

  use({ platform }: Supergraph): void {
    const find = findNodeId((name) => this.#sources[name]);
    this.#platform = platform && new InProcessDataSource(createPlatform({ ...this.options, schema: platform, findNodeId: find }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#http.map((source) => source.close()));
  }

  #make(name: string, url: string | undefined): DataSource {
    const subgraph = this.options.subgraphs[name] ?? url ?? '';
    if (typeof subgraph !== 'string') return new InProcessDataSource(subgraph);
    // The platform's schema comes with each supergraph, after its data source was made.
    if (name === 'platform') return { process: (request) => this.#askPlatform(request) };
    if (!URL.canParse(subgraph) || !subgraph.startsWith('http'))
      return { process: () => Promise.reject(new Error(`${name} cannot be asked.`)) };
    const { gatewaySecret: secret, clock, logger } = this.options;
    const source = new HttpDataSource({ name, url: subgraph, secret, clock, logger });
    this.#http.push(source);
    return source;
  }

  #askPlatform(request: Parameters<DataSource['process']>[0]): ReturnType<DataSource['process']> {
    if (!this.#platform) return Promise.reject(new Error('The supergraph has no platform.'));
    return this.#platform.process(request);
  }
}
