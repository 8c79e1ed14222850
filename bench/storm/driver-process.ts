// Readers that come, go and come back with their cursors. Whatever they miss or hear twice is a fault.
import type { Reader } from '../fan-out/crowd-messages.ts';
import { numberAt } from '../fan-out/world.ts';
import { SubscriberSocket } from '../pipeline/subscriber-socket.ts';
import type { ConnectTask, DriverAnswer, DriverMessage } from './messages.ts';

const AT_ONCE = 100;
const READ = 100;
/** What the anchor tells everyone: nothing has to be in it. */
const TOLD = '{"type":"told"';

interface Place {
  readonly reader: Reader;
  /** By symbol, the number that has to come next. */
  readonly next: Map<string, number>;
  after: string | null;
  socket: SubscriberSocket | null;
}

let places: Place[] = [];
let received = 0;
let fault: string | null = null;
let until: number | null = null;
/** Resolves when connecting need not be waited for. */
let failed = Promise.withResolvers<void>();

process.on('message', (message: DriverMessage) => void take(message));
process.once('disconnect', () => process.exit(0));

async function take(message: DriverMessage): Promise<void> {
  switch (message.kind) {
    case 'readers':
      places = message.readers.map((reader) => ({ reader, next: new Map(), after: null, socket: null }));
      return tell({ kind: 'ready' });
    case 'connect':
      await Promise.race([connectAll(message.task), failed.promise]);
      return tell({ kind: 'connected' });
    case 'until':
      until = message.received;
      return tellReached();
    case 'cut':
      for (const place of places) cut(place);
      return tell({ kind: 'cut' });
    case 'report':
      tell({ kind: 'report', report: { received, fault } });
      failed = Promise.withResolvers();
  }
}

function tell(message: DriverAnswer): void {
  process.send?.(message);
}

function tellReached(): void {
  if (until === null || (received < until && fault === null)) return;
  until = null;
  tell({ kind: 'reached' });
}

async function connectAll(task: ConnectTask): Promise<void> {
  const waiting = [...places];
  const work = async () => {
    for (let place = waiting.shift(); place; place = waiting.shift()) await connectOne(place, task);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function connectOne(place: Place, { port, resumes }: ConnectTask): Promise<void> {
  const { reader } = place;
  const pong = Promise.withResolvers<void>();
  const socket = new SubscriberSocket(
    port,
    (text) => (text === '{"type":"pong"}' ? pong.resolve() : text.startsWith(TOLD) || hear(place, text)),
    (reason) => place.socket === socket && complain(`${reader.id} was closed: ${reason}.`),
    reader.path,
  );
  place.socket = socket;
  const variables = { symbols: reader.symbols, after: resumes ? place.after : null };
  await socket.subscribe(reader.query, variables, { id: reader.id, token: reader.token });
  socket.ping();
  await pong.promise;
}

function cut(place: Place): void {
  const { socket } = place;
  place.socket = null;
  socket?.close();
}

function hear(place: Place, text: string): void {
  const wrong = wrongIn(place, text);
  if (wrong !== null) complain(wrong);
  place.after = after(text, '"cursor":"');
  received++;
  if (until !== null && received >= until) tellReached();
}

/** Every message must be the next of its symbol; one in a hundred is read whole. */
function wrongIn({ reader, next }: Place, text: string): string | null {
  if (!text.startsWith('{"type":"next"') || text.includes('"extensions"')) return `An unexpected message: ${text.slice(0, 500)}`;
  const symbol = after(text, '"symbol":"');
  const number = numberAt(after(text, '"occurredAt":"'));
  const due = next.get(symbol) ?? number;
  next.set(symbol, number + 1);
  if (due !== number) return `${reader.id}: ${number} of ${symbol} came when ${due} was due.`;
  return received % READ === 0 ? wrongAsAWhole(reader, symbol, text) : null;
}

function wrongAsAWhole({ id, symbols }: Reader, symbol: string, text: string): string | null {
  const { id: ownId, payload } = JSON.parse(text);
  const [told] = Object.values(payload.data ?? {}) as { instrument?: { signal?: { action?: string } } }[];
  const isWhole = ownId === id && symbols.includes(symbol) && !payload.errors && told?.instrument?.signal?.action !== undefined;
  return isWhole ? null : `A message is not whole: ${text.slice(0, 500)}`;
}

function complain(text: string): void {
  fault ??= text;
  failed.resolve();
  tellReached();
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark) + mark.length;
  return text.slice(at, text.indexOf('"', at));
}
