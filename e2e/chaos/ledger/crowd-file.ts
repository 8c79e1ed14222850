import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Heard } from './judge-subscriber.ts';

/** What one of the crowd has written down. */
export interface Listener {
  readonly index: number;
  readonly heard: Heard[];
  readonly arrivals: { readonly at: number; readonly publishedAt: number }[];
  /** Where it was connected, from when on; null: nowhere. */
  readonly places: { readonly at: number; readonly place: number | null }[];
}

export async function readCrowd(path: string): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [number = '', kind = '', time = '', ...values] = line.split(',');
    const index = Number(number);
    listeners[index] ??= { index, heard: [], arrivals: [], places: [] };
    note(listeners[index], kind, Number(time), values);
  }
  return listeners.filter((listener) => listener !== undefined);
}

function note({ heard, arrivals, places }: Listener, kind: string, at: number, values: readonly string[]): void {
  const [first = '', symbol = '', occurredAt, price = '', size = ''] = values;
  if (kind === 'trade') {
    arrivals.push({ at, publishedAt: Number(first) });
    heard.push({ symbol, at: Number(occurredAt), price, size });
  } else if (kind === 'at') places.push({ at, place: Number(first) });
  else if (kind === 'left') places.push({ at, place: null });
  else if (kind === 'gap') heard.push({ gap: values.join(',') });
  else heard.push({ error: values.join(',') });
}
