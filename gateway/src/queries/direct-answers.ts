import type { HTTPGraphQLResponse } from '@apollo/server';
import type { Answer } from '../execution/compiled-operation.ts';
import type { QueryExecutor } from '../execution/query-executor.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { HttpOperation } from './read-operation.ts';

/** Clients send one of a few; whoever sends ever new ones is answered by Apollo Server. */
const MAX_ACCEPTS = 100;
const MAX_ACCEPT_LENGTH = 256;
const LONG = 16_384;

/** In one piece and with status 200: what is refused before its execution has a status of its own. */
export type WellAnswered = HTTPGraphQLResponse & { readonly body: { readonly kind: 'complete'; readonly string: string } };

/** As it is sent. */
export interface DirectAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * Answers what Apollo Server has parsed and validated before, without asking it again: its pipeline takes as long as all the rest. Only answers
 * without errors: everything else it tells itself, by what was executed already (`context.answered`). Headers are those that it has sent
 * for the same Accept header.
 */
export class DirectAnswers {
  readonly #headers = new Map<string, Readonly<Record<string, string>>>();

  constructor(private readonly queries: Pick<QueryExecutor, 'executeKnown'>) {}

  /** Null: Apollo Server answers. */
  async answer(
    { method, query, operationName, variables }: HttpOperation,
    accept: string,
    context: GatewayContext,
  ): Promise<DirectAnswer | null> {
    const headers = this.#headers.get(accept);
    if (!headers || method !== 'POST' || !query) return null;
    const answered = this.queries.executeKnown(query, operationName || undefined, variables ?? {}, context);
    if (!answered) return null;
    const told = await answered.catch(() => null);
    if (typeof told === 'string') return { headers, body: bodyOf(`${told}\n`) };
    if (told && isWell(told)) return { headers, body: `${JSON.stringify(told)}\n` };
    context.answered = answered as Promise<Answer>;
    return null;
  }

  /** What Apollo Server sends with an answer that is well. */
  learn(accept: string, { headers, body }: WellAnswered): void {
    if (this.#headers.has(accept) || this.#headers.size >= MAX_ACCEPTS || accept.length > MAX_ACCEPT_LENGTH) return;
    if (body.string.startsWith('{"data":{')) this.#headers.set(accept, Object.fromEntries(headers));
  }
}

/** Node puts texts behind the headers into one text: a long one would be copied once more. */
function bodyOf(text: string): string | Buffer {
  return text.length < LONG ? text : Buffer.from(text);
}

function isWell({ data, errors, extensions }: Answer): boolean {
  return Boolean(data) && !errors && !extensions;
}
