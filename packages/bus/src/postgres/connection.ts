import pg from 'pg';

const TIMEOUT_MS = 10_000;

/**
 * Both ends notice a half-open link: ours by time-outs, the server by its own keepalive, so that a vanished consumer's
 * advisory locks do not outlive it for hours. The server gives a statement up before we do: what is told as failed is undone.
 */
const SERVER_OPTIONS = '-c statement_timeout=8000 -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';

export function connectionOptions(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `marketgraph ${name}`,
    connectionTimeoutMillis: 5_000,
    query_timeout: TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: SERVER_OPTIONS,
  };
}

/**
 * A connection with a session of its own. `lost` is called once, when it breaks: a client without an error
 * listener would end the process.
 */
export async function openSession(url: string, name: string, lost: (reason: string) => void): Promise<pg.Client> {
  const client = new pg.Client(connectionOptions(url, name));
  let told = false;
  const tell = (reason: string) => {
    if (!told) lost(reason);
    told = true;
  };
  client.on('error', (error) => tell(error.message));
  client.on('end', () => tell('The connection ended.'));
  try {
    await client.connect();
  } catch (error) {
    told = true;
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}
