const SPREAD_MS = 2_000;
const PAUSE_MS = 20;

/** Connections are told to go one after the other within two seconds, so that their clients do not all come back at once. */
export async function spread<T>(connections: Iterable<T>, tell: (connection: T) => void): Promise<void> {
  const all = [...connections];
  const lot = Math.ceil((all.length * PAUSE_MS) / SPREAD_MS);
  for (const [index, connection] of all.entries()) {
    tell(connection);
    if (index % lot === lot - 1) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
