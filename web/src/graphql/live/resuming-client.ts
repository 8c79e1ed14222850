import type { FormattedExecutionResult } from 'graphql';
import type { Client, Sink, SubscribePayload } from 'graphql-ws';
import { cursorOf } from './cursor-of.ts';
import type { Gap } from './gaps.ts';

export interface Resuming {
  /** The log could not serve everything since the cursor: what is shown must be asked for anew. */
  onGap(gap: Gap): void;
  /** A place that no list shown now is behind of. */
  liveCursor(): Promise<string>;
  now(): number;
}

/**
 * graphql-ws sends the same payload object again after each reconnect. Where the operation takes `after`, that payload is
 * given the cursor of the newest event seen, so that a lost connection leaves no hole. Where it takes no pace, every event
 * counts: such an operation also begins at a cursor, else a connection that is lost before its first event would leave one.
 */
export function resuming(client: Client, options: Resuming): Client {
  return {
    ...client,
    subscribe<Data, Extensions>(payload: SubscribePayload, sink: Sink<FormattedExecutionResult<Data, Extensions>>) {
      if (!/\$after\s*:\s*Cursor/.test(payload.query)) return client.subscribe<Data, Extensions>(payload, sink);
      const own: SubscribePayload = { ...payload };
      const goOnAfter = (after: string) => Object.assign(own, { variables: { ...own.variables, after } });
      let heardAt: number | null = null;
      const next = (result: FormattedExecutionResult<Data, Extensions>) => {
        const cursor = cursorOf(result.data);
        if (cursor !== null) goOnAfter(cursor);
        const reason = gapReason(result.extensions);
        if (reason !== null) options.onGap({ reason, from: heardAt, to: options.now() });
        heardAt = options.now();
        sink.next(result);
      };
      const begin = () =>
        client.subscribe<Data, Extensions>(own, { next, error: (error) => sink.error(error), complete: () => sink.complete() });
      const isPaced = /\$pace\s*:/.test(payload.query);
      return isPaced || payload.variables?.['after'] ? begin() : beginAt(options.liveCursor().then(goOnAfter), begin);
    },
  };
}

/** Returns what ends it, also before it has begun. */
function beginAt(ready: Promise<unknown>, begin: () => () => void): () => void {
  let ended = false;
  let stop = () => {
    ended = true;
  };
  void ready.then(() => {
    if (!ended) stop = begin();
  });
  return () => stop();
}

function gapReason(extensions: unknown): string | null {
  if (typeof extensions !== 'object' || extensions === null || !('stream' in extensions)) return null;
  const { stream } = extensions;
  if (typeof stream !== 'object' || stream === null || !('gap' in stream)) return null;
  const { gap } = stream;
  return typeof gap === 'object' && gap !== null && 'reason' in gap ? String(gap.reason) : null;
}
