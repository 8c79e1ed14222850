import './without-telemetry.ts';
import { ApolloGateway } from '@apollo/gateway';
import type { Clock, Logger } from '@marketgraph/service';
import { apolloLogger } from '../queries/apollo.ts';
import type { DataSource } from '../queries/data-source.ts';
import { readSupergraph, type Supergraph } from '../supergraph/supergraph.ts';
import { supergraphFile } from '../supergraph/supergraph-file.ts';

export interface FederationOptions {
  readonly supergraphPath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  source(name: string, url: string | undefined): DataSource;
  /** At the start and whenever another supergraph is served. */
  use(supergraph: Supergraph): void;
}

/** @apollo/gateway over a supergraph file. As in production whatever NODE_ENV says: no query plans are shown. */
export function createFederation({ supergraphPath, clock, logger, source, use }: FederationOptions): ApolloGateway {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraphFile(supergraphPath, { clock, logger }),
    buildService: ({ name, url }) => source(name, url),
    logger: apolloLogger(logger),
    debug: false,
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
  });
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => use(readSupergraph(coreSupergraphSdl, apiSchema)));
  return gateway;
}
