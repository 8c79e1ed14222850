import { fileURLToPath } from 'node:url';
import { apiConfig, commaList, type Env, readConfig } from '@marketgraph/service';
import { z } from 'zod';

const { DATABASE_URL, REDIS_URL, GATEWAY_SECRET, ...everyones } = apiConfig;

const shape = z
  .object({
    ...everyones,
    SUPERGRAPH_PATH: z.string().optional(),
    /** The log of live events; a graph of somebody else's has none. */
    DATABASE_URL: DATABASE_URL.optional(),
    REDIS_URL: REDIS_URL.optional(),
    GATEWAY_SECRET: GATEWAY_SECRET.optional(),
    JWT_KEYS_DIR: z.string().optional(),
    /** Our own subgraphs, where they are not at the addresses that the supergraph has. */
    MARKET_URL: z.url().optional(),
    NEWS_SENTIMENT_URL: z.url().optional(),
    ALERTS_URL: z.url().optional(),
    ACCOUNTS_URL: z.url().optional(),
    WEB_ROOT: z.string().default(fileURLToPath(new URL('../../../web/dist', import.meta.url))),
    /** Further processes for the status page: "market-ingest=http://127.0.0.1:4011, ...". */
    WORKER_URLS: commaList.default([]),
  })
  .superRefine((config, context) => {
    const missing = (name: string, why: string) => context.addIssue({ code: 'custom', path: [name], message: `is needed${why}` });
    if (config.SUPERGRAPH_PATH === undefined) {
      for (const name of ['DATABASE_URL', 'REDIS_URL', 'GATEWAY_SECRET', 'JWT_KEYS_DIR'] as const) {
        if (config[name] === undefined) missing(name, ', or SUPERGRAPH_PATH for a graph without accounts and live events');
      }
    } else if (config.DATABASE_URL === undefined && config.REDIS_URL !== undefined) missing('DATABASE_URL', ' beside REDIS_URL');
    else if (config.REDIS_URL === undefined && config.DATABASE_URL !== undefined) missing('REDIS_URL', ' beside DATABASE_URL');
  });

export type GatewayConfig = z.infer<typeof shape>;

/** With a supergraph of one's own nothing but PORT is needed: no accounts, no secret, no database, no Redis. */
export function readGatewayConfig(env: Env): GatewayConfig {
  return readConfig(shape, env);
}
