/** Asks where the stream is now until it is told. Who comes while it is asked shares the answer: an older place misses nothing. */
export function liveCursor(ask: () => Promise<string | null>, wait: (tries: number) => Promise<void>): () => Promise<string> {
  let asking: Promise<string> | null = null;
  const untilTold = async () => {
    for (let tries = 0; ; tries++) {
      const cursor = await ask().catch(() => null);
      if (cursor !== null) return cursor;
      await wait(tries);
    }
  };
  return () => {
    asking ??= untilTold().finally(() => {
      asking = null;
    });
    return asking;
  };
}

/** Past the Apollo cache, where every list would be told of each new place. */
export async function askOverHttp(): Promise<string | null> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ liveCursor }' }),
    signal: AbortSignal.timeout(10_000),
  });
  const { data }: { data?: { liveCursor?: string | null } | null } = await response.json();
  return data?.liveCursor ?? null;
}
