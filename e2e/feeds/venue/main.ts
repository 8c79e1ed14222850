// A venue of our own in a process of its own: main.ts SETTINGS (JSON). Commands come by stdin, a line of JSON each; what happens goes to stdout.
import { createInterface } from 'node:readline';
import { LinkProxy } from '@marketgraph/test-kit';
import { Random } from '../../chaos/random.ts';
import type { VenueCommand, VenueSettings } from './commands.ts';
import { runEpisodes } from './episodes.ts';
import { earlierTrades, LedgerFile } from './ledger-file.ts';
import { listings } from './listing.ts';
import { PriceWalk } from './price-walk.ts';
import { symbolsAt } from './protocols.ts';
import { serveVenue } from './served-venue.ts';
import { Telling } from './telling.ts';

const STEP_MS = 10;
const QUOTE_EVERY = 20;

const settings: VenueSettings = JSON.parse(process.argv[2] ?? '{}');
const random = new Random(settings.seed);
const listed = listings.flatMap((listing) => {
  const [symbol = ''] = symbolsAt(settings.protocol, [listing.symbol]);
  return settings.symbols.includes(symbol) ? [{ ...listing, symbol }] : [];
});
const venue = await serveVenue(settings.protocol, settings.symbols);
for (const { symbol, ...trade } of earlierTrades(settings.ledger)) {
  venue.execute({ ...trade, product: venue.productOf(symbol), side: 'BUY' });
}
const link = await LinkProxy.open({ host: '127.0.0.1', port: venue.server.port }, settings.port);
const ledger = new LedgerFile(settings.ledger, settings.protocol);
const walk = new PriceWalk(listed, random);
const telling = new Telling(venue, new Random(settings.seed ^ 0xd117));
let episodes: { readonly ending: AbortController; readonly ended: Promise<void> } | null = null;
let trading: { readonly rate: number; readonly since: number; done: number } | null = null;
let executed = 0;
const begun: Record<string, number> = {};

setInterval(step, STEP_MS);
tell({ listening: link.port });
for await (const line of createInterface({ input: process.stdin })) await obey(JSON.parse(line));
process.exit(0);

function step(): void {
  const now = Date.now();
  telling.flush(now);
  if (!trading) return;
  const due = Math.floor(((now - trading.since) * trading.rate) / 1_000) - trading.done;
  trading.done += due;
  const trades = Array.from({ length: due }, () => walk.next(now)).flatMap((drawn) => {
    if (!drawn) return [];
    const { listing, price, size, side, occurredAt } = drawn;
    const product = venue.productOf(listing.symbol);
    return [{ symbol: listing.symbol, trade: venue.execute({ product, price, size, side, occurredAt }) }];
  });
  ledger.write(trades);
  executed += trades.length;
  for (const { trade } of trades) {
    telling.hear(trade);
    if (trade.id % QUOTE_EVERY === 0) venue.quote(trade.product, trade.price, trade.price);
  }
}

async function obey(command: VenueCommand): Promise<void> {
  const { server } = venue;
  switch (command.do) {
    case 'trade':
      trading = { rate: command.rate, since: Date.now(), done: 0 };
      break;
    case 'rest':
      trading = null;
      telling.flush(Date.now(), true);
      break;
    case 'be dirty':
      telling.isDirty = true;
      episodes = begin();
      break;
    case 'be clean':
      telling.isDirty = false;
      episodes?.ending.abort();
      await episodes?.ended;
      break;
    case 'disconnect':
      server.disconnect();
      break;
    case 'mute':
      server.mute(command.on);
      break;
    case 'refuse':
      server.refuse(command.on ? { status: 503, body: '' } : null);
      if (command.on) server.disconnect();
      break;
    case 'black hole':
      link.blackHole();
      break;
    case 'mend':
      link.mend();
      break;
    case 'forget':
      link.forget();
      break;
    case 'reset':
      link.reset();
      break;
    case 'slow':
      link.slow(command.slowness);
      break;
    case 'tell':
      break;
  }
  tell({ did: command.do, at: Date.now(), executed, connections: link.connections.length, begun, ...telling.counts });
}

function begin() {
  const ending = new AbortController();
  const place = { server: venue.server, link, random: new Random(settings.seed ^ 0xe915) };
  return { ending, ended: runEpisodes(place, note, ending.signal) };
}

function note(name: string): void {
  begun[name] = (begun[name] ?? 0) + 1;
  tell({ episode: name, at: Date.now() });
}

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
