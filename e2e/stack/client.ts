import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Stack } from './stack.ts';

export interface GraphqlAnswer {
  // The scenarios look into answers of many shapes; each expectation checks what it reads.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  data?: any;
  errors?: { message: string; extensions?: { code?: string; retryable?: boolean } }[];
}

export async function query(stack: Pick<Stack, 'url'>, text: string, variables: object = {}, token?: string): Promise<GraphqlAnswer> {
  const response = await fetch(`${stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query: text, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}

export async function signIn(stack: Stack): Promise<string> {
  const text =
    'mutation($email: EmailAddress!, $password: String!) { signIn(email: $email, password: $password) { session { accessToken } userErrors { message } } }';
  const answer = await query(stack, text, { ...stack.account });
  return answer.data.signIn.session.accessToken;
}

export function socket(stack: Stack, token?: string): Client {
  return createClient({
    url: `${stack.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}),
  });
}

/** Reads messages until `done` says so; fails after `withinMs`. */
export async function collect(
  client: Client,
  operation: { query: string; variables?: Record<string, unknown> },
  done: (messages: GraphqlAnswer[]) => boolean,
  withinMs: number,
): Promise<GraphqlAnswer[]> {
  const messages: GraphqlAnswer[] = [];
  const iterator = client.iterate(operation);
  const limit = AbortSignal.timeout(withinMs);
  limit.addEventListener('abort', () => void iterator.return?.(undefined));
  for await (const message of iterator) {
    messages.push(message as GraphqlAnswer);
    if (done(messages)) return messages;
  }
  throw new Error(`Not seen within ${withinMs} ms; the last of ${messages.length} messages: ${JSON.stringify(messages.at(-1))}`);
}
