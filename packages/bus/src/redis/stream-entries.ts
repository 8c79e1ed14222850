import type { Entry } from '../entry.ts';

export interface StreamMessage {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
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
