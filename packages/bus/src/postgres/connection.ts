import pg from 'pg';

const TIMEOUT_MS = 10_000;
/** For sessions that ask little, and often: a link that is half open is found within five seconds. */
export const SHORT_TIMEOUT_MS = 3_500;

/**
 * Both ends notice a half-open link: ours by time-outs, the server by its own keepalive, so that a vanished consumer's
 * advisory locks do not outlive it for hours. The server gives a statement up before we do: what is told as failed is undone.
 */
const serverOptions = (timeoutMs: number) =>
  `-c statement_timeout=${timeoutMs * 0.8} -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3`;

export function connectionOptions(url: string, name: string, timeoutMs = TIMEOUT_MS): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `marketgraph ${name}`,
    connectionTimeoutMillis: Math.min(5_000, timeoutMs),
    query_timeout: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: serverOptions(timeoutMs),
  };
}

/**
 * A connection with a session of its own. `lost` is called once, when it breaks: a client without an error
 * listener would end the process.
 */
export async function openSession(url: string, name: string, lost: (reason: string) => void, timeoutMs = TIMEOUT_MS): Promise<pg.Client> {
  const client = new pg.Client(connectionOptions(url, name, timeoutMs));
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
