// A part of a crowd, in a process of its own. Every frame is counted and must be the next of its symbol; one in a hundred is read and compared.
import { isDeepStrictEqual } from 'node:util';
import { SubscriberSocket } from '../pipeline/subscriber-socket.ts';
import { type CrowdAnswer, type CrowdMessage, type CrowdTask, keyOf, type Reader } from './crowd-messages.ts';
import { machineNow } from './machine-clock.ts';
import { readSelection, type Selected, select } from './selection.ts';
import { numberAt, toldOf } from './world.ts';

const COMPARED = 100;
const OPENING_AT_ONCE = 20;

let received = 0;
let bytes = 0;
let compared = 0;
let notes = 0;
let fault: string | null = null;
const failed = Promise.withResolvers<void>();
/** What is waited for; null when nobody waits. */
let until: number | null = null;
let times: number[] | null = null;
const sockets: SubscriberSocket[] = [];
const selections = new Map<string, readonly Selected[]>();

process.on('message', (message: CrowdMessage) => void take(message));
process.once('disconnect', () => process.exit(0));

async function take(message: CrowdMessage): Promise<void> {
  switch (message.kind) {
    case 'open':
      await Promise.race([open(message.task), failed.promise]);
      return tell({ kind: 'opened' });
    case 'until':
      until = message.received;
      return tellReached();
    case 'reading':
      for (const index of message.sockets) sockets[index]?.[message.reads ? 'resume' : 'pause']();
      return tell({ kind: 'done' });
    case 'report': {
      const arrivals = Float64Array.from(times ?? []);
      if (message.keepsTimes !== undefined) times = message.keepsTimes ? [] : null;
      return tell({ kind: 'report', report: { received, bytes, compared, notes, fault, arrivals } });
    }
  }
}

function tell(message: CrowdAnswer): void {
  process.send?.(message);
}

function tellReached(): void {
  if (until === null || (received < until && fault === null)) return;
  until = null;
  tell({ kind: 'reached' });
}

async function open({ port, readers }: CrowdTask): Promise<void> {
  const waiting = readers.map((reader, index) => ({ reader, index }));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await openOne(port, next.reader, next.index);
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, work));
}

async function openOne(port: number, reader: Reader, index: number): Promise<void> {
  const socket = new SubscriberSocket(port, readerOf(reader), (reason) => complain(`Socket ${index} was closed: ${reason}.`), reader.path);
  sockets[index] = socket;
  if (reader.path !== undefined) await socket.opened;
  else await socket.subscribe(reader.query, { symbols: reader.symbols }, { id: reader.id, token: reader.token });
}

function complain(text: string): void {
  fault ??= text;
  failed.resolve();
  tellReached();
}

/** graphql-ws and its kin write `{"id":"...","type":"next"`. */
function isNext(text: string): boolean {
  return text.startsWith('{"type":"next"') || (text.startsWith('{"id":"') && text.slice(0, 80).includes('"type":"next"'));
}

function readerOf(reader: Reader): (text: string) => void {
  const next = new Map<string, number>();
  return (text) => {
    const now = times && machineNow();
    if (!isNext(text)) return complain(`An unexpected message: ${text.slice(0, 300)}`);
    const symbol = after(text, '"symbol":"');
    const number = numberAt(after(text, '"occurredAt":"'));
    if (Number.isNaN(number)) return complain(`A message that tells no event: ${text.slice(0, 600)}`);
    follow(next, symbol, number, text.includes('"extensions"'));
    received++;
    bytes += text.length;
    if (now !== null) times?.push(keyOf(symbol, number), now);
    if (received % COMPARED === 0) compare(reader, symbol, number, text);
    if (until !== null && received >= until) tellReached();
  };
}

function follow(next: Map<string, number>, symbol: string, number: number, hasNote: boolean): void {
  const due = next.get(symbol) ?? number;
  if (hasNote) notes++;
  else if (due !== number) complain(`After ${due - 1} of ${symbol} came ${number}.`);
  next.set(symbol, number + 1);
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark) + mark.length;
  return text.slice(at, text.indexOf('"', at));
}

function compare({ id, query, symbols }: Reader, symbol: string, number: number, text: string): void {
  compared++;
  const message = JSON.parse(text);
  const fields = selections.get(query) ?? readSelection(query);
  selections.set(query, fields);
  const field = fields[0]?.name ?? '';
  const cursor = message.payload.data?.[field]?.cursor;
  const expected = select({ [field]: toldOf(field, { symbol, number, cursor }) }, fields);
  const isRight = symbols.includes(symbol) && message.id === id && cursor && isDeepStrictEqual(message.payload.data, expected);
  if (!isRight || message.payload.errors) complain(`${text.slice(0, 1_000)} should say ${JSON.stringify(expected).slice(0, 1_000)}`);
}
