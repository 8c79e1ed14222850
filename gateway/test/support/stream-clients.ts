import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient } from 'graphql-sse';
import type { RunningGateway } from './running-gateway.ts';

export type Heard = { data?: Record<string, Record<string, unknown>> | null; errors?: unknown; extensions?: Record<string, unknown> };

export interface StreamClient {
  readonly heard: Heard[];
  /** Resolves when the server has begun its answer, and so has subscribed. */
  readonly begun: Promise<Response>;
  /** Resolves when the client was told the end: with its error, or null. */
  readonly ended: Promise<unknown>;
  until(count: number): Promise<Heard[]>;
  leave(): void;
}

export interface StreamOptions {
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  /** How often graphql-sse's client comes back. */
  readonly retryAttempts?: number;
}

export type OpenStream = (running: RunningGateway, query: string, options?: StreamOptions) => StreamClient;

interface Listener {
  next(result: Heard): void;
  error(error: unknown): void;
  complete(): void;
}

function collect(start: (listener: Listener, fetchFn: typeof fetch) => () => void): StreamClient {
  const heard: Heard[] = [];
  const begun = Promise.withResolvers<Response>();
  const ended = Promise.withResolvers<unknown>();
  const watchers: (() => void)[] = [];
  const listener: Listener = {
    next: (result) => {
      heard.push(result);
      for (const watch of watchers.splice(0)) watch();
    },
    error: (error) => ended.resolve(error),
    complete: () => ended.resolve(null),
  };
  const fetchFn: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    begun.resolve(response);
    return response;
  };
  const leave = start(listener, fetchFn);
  const until = async (count: number) => {
    while (heard.length < count) await new Promise<void>((resolve) => watchers.push(resolve));
    return heard;
  };
  return { heard, begun: begun.promise, ended: ended.promise, until, leave };
}

/** graphql-sse's own client, distinct connections. */
export const openSse: OpenStream = (running, query, { variables, headers = {}, retryAttempts = 0 } = {}) =>
  collect((listener, fetchFn) => {
    const retry = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    const client = createClient({ url: `${running.url}/graphql`, fetchFn, headers, retryAttempts, retry });
    return client.subscribe({ query, ...(variables && { variables }) }, listener as never);
  });

/** Apollo Client's own HTTP link, which asks for multipart by itself. */
export const openMultipart: OpenStream = (running, query, { variables, headers = {} } = {}) =>
  collect((listener, fetchFn) => {
    const link = new HttpLink({ uri: `${running.url}/graphql`, fetch: fetchFn, headers });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const results = client.subscribe({ query: gql(query), ...(variables && { variables }), errorPolicy: 'all' });
    const subscription = results.subscribe({
      next: (result) => {
        if (result.error) listener.error(result.error);
        else listener.next(result as Heard);
      },
      error: listener.error,
      complete: listener.complete,
    });
    return () => subscription.unsubscribe();
  });
