import { type Logger, reasonOf } from '@marketgraph/service';
import pg from 'pg';
import type { DatabaseOptions, PostgresOptions } from './database.ts';
import { DeadlineClient, STATEMENT_LIMIT_MS } from './deadline-client.ts';
import { DeadlinePool } from './deadline-pool.ts';
import { insideOf, type LinkWatch } from './link-watch.ts';
import { readInSlices } from './read-in-slices.ts';

const SECOND = 1_000;

/** Every wait has an end. Links that are only half open are noticed long before (link-watch.ts). */
const limits = {
  connectionTimeoutMillis: 10 * SECOND,
  /** Ended by the server; what a request waits for much earlier (deadline-client.ts)... */
  statement_timeout: STATEMENT_LIMIT_MS,
  /** ...or given up by the client when the server does not answer at all. */
  query_timeout: 65 * SECOND,
  /** A client that vanished inside a transaction must not keep its locks. */
  idle_in_transaction_session_timeout: 60 * SECOND,
  idleTimeoutMillis: 60 * SECOND,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10 * SECOND,
};

/**
 * The server notices too: a client that vanished must not keep its advisory locks until somebody restarts something, nor a statement
 * at work that nobody reads (which Windows cannot notice: there a connection with that setting is refused).
 */
const SERVER_OPTIONS = `-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3${
  process.platform === 'win32' ? '' : ' -c client_connection_check_interval=1000'
}`;

export function dataSourceOptions(options: DatabaseOptions, watch: LinkWatch): PostgresOptions {
  const { url, schema, entities, migrations, logger, poolSize = 10 } = options;
  return {
    type: 'postgres',
    driver: { ...pg, Pool: DeadlinePool },
    url,
    schema,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    poolSize,
    applicationName: `marketgraph ${schema}`,
    poolErrorHandler: (error: unknown) => onPoolError(logger, error),
    extra: { ...limits, Client: listeningClient(watch), options: `-c search_path=${schema},public ${SERVER_OPTIONS}` },
  };
}

/**
 * A pool listens to its connections only while they lie idle: one that breaks while it is lent, or while the pool ends (the server may be
 * quicker to say goodbye), would end the process. Whoever uses it is told by the query that fails.
 */
function listeningClient(watch: LinkWatch) {
  return class ListeningClient extends DeadlineClient {
    constructor(config?: pg.ClientConfig) {
      super(config);
      this.on('error', () => undefined);
      watch.follow(this);
      // Only now: TLS puts a stream of its own in place of the socket.
      this.once('connect', () => readInSlices(insideOf(this).connection.stream));
    }
  };
}

/** An idle connection that breaks is replaced on the next use. Without a listener it would end the process. */
function onPoolError(logger: Logger, error: unknown): void {
  logger.warn('An idle database connection was lost.', { reason: reasonOf(error) });
}
