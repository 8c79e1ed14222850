import type { StoredLetter } from '../log-store.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisClient } from './redis-link.ts';
import { positionOf, type StreamMessage } from './stream-entries.ts';

const PAGE = 500;

/** A text that is no id names no letter. */
export const isLetterId = (text: string) => /^\d{1,18}-\d{1,18}$/.test(text);

export interface LetterQuery {
  readonly group: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** They lie in one stream, each under the id that it got when it was put away. */
export async function deadLetters(client: RedisClient, keys: RedisKeys, { group, after, limit }: LetterQuery): Promise<StoredLetter[]> {
  const letters: StoredLetter[] = [];
  for (let from = after !== null && isLetterId(after) ? `(${after}` : '-'; ; ) {
    const messages = (await client.xRange(keys.dead, from, '+', { COUNT: PAGE })) as unknown as StreamMessage[];
    const own = messages.map(toLetter).filter((letter) => group === null || letter.group === group);
    letters.push(...own.slice(0, limit - letters.length));
    if (messages.length < PAGE || letters.length >= limit) return letters;
    from = `(${messages.at(-1)?.id ?? '+'}`;
  }
}

function toLetter({ id, message }: StreamMessage): StoredLetter {
  const { group = '', partition = '0', reason = '', type = '', body = '' } = message;
  return {
    id,
    group,
    partition: Number(partition),
    position: positionOf(message['id'] ?? '0-'),
    type,
    reason,
    at: Number(id.split('-')[0]),
    body,
  };
}
