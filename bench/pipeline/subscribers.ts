// All subscribers of a run, in a process of their own. Each trade is compared with what the generator made; one in a hundred is read as JSON.
import { hundredths, type MarketSession, priceOf, sizeOf, symbolOf } from './market-session.ts';
import { SubscriberSocket } from './subscriber-socket.ts';

export interface SubscribersTask {
  readonly port: number;
  readonly session: MarketSession;
  readonly subscribers: number;
  readonly symbolsOfEach: number;
}

export interface SubscribersReport {
  readonly received: number;
  /** The first thing that was not as it should be. */
  readonly fault: string | null;
  /** When the last trade arrived, milliseconds since 1970. */
  readonly lastAt: number;
  /** When it was due in the feed. */
  readonly lastDueAt: number;
  /** From the time a trade was due in the feed until it arrived, of one trade in `SAMPLED`. */
  readonly latenciesMs: readonly number[];
}

const QUERY = `subscription Trades($symbols: [String!]!) {
  tradeReported(symbols: $symbols, pace: { mode: EVERY }) { cursor symbol tradeId price size side occurredAt } }`;
const SAMPLED = 20;
const PARSED = 100;
const MEMBERS = ['cursor', 'symbol', 'tradeId', 'price', 'size', 'side', 'occurredAt'];

let received = 0;
let lastAt = 0;
let lastText = '';
let fault: string | null = null;
const latenciesMs: number[] = [];

process.once('message', (task: SubscribersTask) => void begin(task));
process.on('message', (message) => {
  if (message !== 'report') return;
  const lastDueAt = lastText === '' ? 0 : dueAt(lastText);
  process.send?.({ received, fault, lastAt, lastDueAt, latenciesMs: latenciesMs.splice(0) } satisfies SubscribersReport);
});
process.once('disconnect', () => process.exit(0));

async function begin({ port, session, subscribers, symbolsOfEach }: SubscribersTask): Promise<void> {
  for (let subscriber = 0; subscriber < subscribers; subscriber++) {
    const numbers = Array.from({ length: symbolsOfEach }, (_, index) => (subscriber * symbolsOfEach + index) % session.symbols);
    const reader = readerOf(session, numbers);
    const onEnd = () => {
      fault ??= 'The gateway closed a socket.';
    };
    await new SubscriberSocket(port, reader, onEnd).subscribe(QUERY, { symbols: numbers.map(symbolOf) });
  }
  process.send?.('begun');
}

function readerOf(session: MarketSession, numbers: readonly number[]): (text: string) => void {
  const turns = new Map(numbers.map((number) => [symbolOf(number), { number, next: 0 }]));
  return (text) => {
    if (!text.startsWith('{"type":"next"')) {
      fault ??= `An unexpected message: ${text.slice(0, 300)}`;
      return;
    }
    const at = text.indexOf('"symbol":"') + '"symbol":"'.length;
    const symbol = text.slice(at, text.indexOf('"', at));
    const turn = turns.get(symbol);
    if (!turn) fault ??= `A trade of ${symbol} came, which was not asked for.`;
    else check(session, turn, text);
    received++;
    lastAt = Date.now();
    lastText = text;
    if (received % SAMPLED === 0) latenciesMs.push(lastAt - dueAt(text));
  };
}

function check(session: MarketSession, turn: { readonly number: number; next: number }, text: string): void {
  const price = hundredths(priceOf(session, turn.number, turn.next));
  const size = hundredths(sizeOf(session, turn.number, turn.next));
  if (!text.includes(`"price":"${price}","size":"${size}"`)) {
    fault ??= `Trade ${turn.next} of ${symbolOf(turn.number)} should be ${price} x ${size}: ${text.slice(0, 400)}`;
  }
  if (text.includes('"extensions"')) fault ??= `A note where none is expected: ${text.slice(-300)}`;
  turn.next++;
  if (received % PARSED === 0) {
    const trade = JSON.parse(text).payload.data.tradeReported;
    if (Object.keys(trade).join() !== MEMBERS.join()) fault ??= `A trade lacks a member: ${text.slice(0, 400)}`;
  }
}

function dueAt(text: string): number {
  const at = text.indexOf('"occurredAt":"') + '"occurredAt":"'.length;
  return Date.parse(text.slice(at, text.indexOf('"', at)));
}
