import type { Entry } from '../entry.ts';

export interface StreamMessage {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

/** What was read of one stream. */
export interface StreamPage {
  readonly name: string;
  readonly messages: readonly StreamMessage[];
}

export function idOf(position: number): string {
  return `${position}-0`;
}

export function positionOf(id: string): number {
  return Number(id.slice(0, id.indexOf('-')));
}

export function toEntry(partition: number, { id, message }: StreamMessage): Entry {
  const entry = {
    partition,
    position: positionOf(id),
    publishedAt: Number(message['at']),
    type: message['type'] ?? '',
    body: message['body'] ?? '',
  };
  return message['for'] === undefined ? entry : { ...entry, onlyFor: message['for'] };
}

/** As a script gives it: an id and its fields and values in one list; null where the entry is gone but was never acknowledged. */
export type RawMessage = readonly [id: string, fields: readonly string[] | null];

export function rawToEntry(partition: number, [id, fields]: RawMessage): Entry {
  let [type, at, body, onlyFor] = ['', '0', '', ''];
  for (let index = 0; fields && index < fields.length; index += 2) {
    const value = fields[index + 1] ?? '';
    if (fields[index] === 'body') body = value;
    else if (fields[index] === 'type') type = value;
    else if (fields[index] === 'at') at = value;
    else if (fields[index] === 'for') onlyFor = value;
  }
  const entry = { partition, position: positionOf(id), publishedAt: Number(at), type, body };
  return onlyFor === '' ? entry : { ...entry, onlyFor };
}
