import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { products } from '../ledger/products.ts';
import { Random } from '../random.ts';
import { KernelMemoryWatch } from '../report/kernel-memory.ts';
import { writeTape } from '../report/ledger-process.ts';
import { MemoryWatch } from '../report/memory.ts';
import { type Finding, say } from '../report/print.ts';
import type { SlowReadersSettings, Told } from '../slow-readers/main.ts';
import { type ChaosStack, startChaosStack } from '../stack/chaos-stack.ts';
import { startNeighbour } from '../stack/neighbour.ts';
import { TalkingChild } from '../stack/talking-child.ts';
import { feeding } from './feeding.ts';
import type { Scenario } from './scenario.ts';

const MAIN = fileURLToPath(new URL('../slow-readers/main.ts', import.meta.url));
const READERS = 200;
/** Shorter than anybody is given up for. */
const SHORT_MS = 8_000;
const AGAIN_MS = 5_000;
const LONG_MS = 25_000;
/** As long as what follows, with all of them reading: what the gateway takes while it warms up is not for those who stop. */
const CONTROL_MS = SHORT_MS + AGAIN_MS + LONG_MS + AGAIN_MS;
/** The kernel's memory is everybody's on this machine: it is looked at from a moment before they stop. */
const KERNEL_BEFORE_MS = 10_000;
const MB = 2 ** 20;
const BARS = { memory: 64 * MB, kernel: 256 * MB, gapMs: 250, closedMs: 15_000 };
const SYMBOLS = JSON.stringify(products.map(({ symbol }) => symbol));
/** Large enough that a kernel is full in seconds. */
const FIELDS = Array.from(
  { length: 12 },
  (_, index) => `i${index}: instrument { id symbol name quote { price bid ask open high low volume asOf } }`,
);
const QUERY = `subscription { quoteUpdated(symbols: ${SYMBOLS}) { cursor symbol price bid ask ${FIELDS.join(' ')} } }`;

/** Two hundred subscribers stop reading, on all transports: for eight seconds, and then for good. */
export const slowReaders: Scenario = {
  name: 'slow-readers',
  seconds: 110,
  rate: 400,
  async run(folder, options) {
    await writeTape(folder, options);
    const stack = await startChaosStack(folder, new Random(options.seed));
    const memory = new MemoryWatch([stack.gateway]);
    let kernel: KernelMemoryWatch | null = null;
    const readers = new TalkingChild<SlowReadersSettings, Told[]>(MAIN, join(folder, 'logs', 'slow-readers.log'));
    try {
      await feeding(stack, options);
      const neighbour = await startNeighbour(folder, stack.gateway.origin);
      readers.start({ url: stack.gateway.origin, query: QUERY, readers: READERS });
      await readers.until('all read');
      memory.enter('control');
      await sleep(CONTROL_MS - KERNEL_BEFORE_MS);
      kernel = new KernelMemoryWatch();
      await sleep(KERNEL_BEFORE_MS);
      memory.enter('stopped');
      say(`${READERS} readers stop reading.`);
      const stoppedAt = Date.now();
      readers.signal('SIGUSR2');
      await sleep(SHORT_MS);
      readers.signal('SIGUSR2');
      await sleep(AGAIN_MS);
      const stoppedAgainAt = Date.now();
      readers.signal('SIGUSR2');
      const closedMs = await untilAlone(stack, stoppedAgainAt);
      await sleep(Math.max(0, stoppedAgainAt + LONG_MS - Date.now()));
      const until = Date.now();
      readers.signal('SIGUSR2');
      await sleep(AGAIN_MS);
      const told = await readers.end();
      const gaps = await neighbour.end();
      const gapBefore = longest(gaps, stoppedAt - CONTROL_MS, stoppedAt);
      const gapMs = longest(gaps, stoppedAt, until);
      const growth = memory.growth('control', 'stopped')['gateway'] ?? 0;
      const findings = [
        bytes('memory of the gateway, over the control', growth, BARS.memory),
        bytes("kernel's memory of sockets", kernel.growth, BARS.kernel),
        {
          name: "a neighbour's longest gap",
          bar: `<= ${BARS.gapMs} ms`,
          found: `${gapMs} ms (${gapBefore} ms before)`,
          met: gapMs <= BARS.gapMs,
        },
        ...findingsOf(told),
        {
          name: 'given up, when they stop for good',
          bar: `<= ${BARS.closedMs} ms`,
          found: closedMs === null ? null : `${closedMs} ms`,
          met: closedMs !== null && closedMs <= BARS.closedMs,
        },
      ];
      const endsOf = Map.groupBy(told, ({ transport, ended }) => `${transport} ${ended?.how ?? 'open'}`);
      const ends = Object.fromEntries([...endsOf].map(([how, those]) => [how, those.length]));
      const memoryMb = { control: memory.most('control'), stopped: memory.most('stopped') };
      return { findings, examples: [], figures: { growth, memoryMb, kernel: kernel.growth, gapMs, gapBefore, closedMs, ends } };
    } finally {
      memory.end();
      kernel?.end();
      await stack.stop();
    }
  },
};

/** After the short stop all are told what was merged; after the long one too, or why it ended. */
function findingsOf(told: readonly Told[]): Finding[] {
  const [short, long] = [1, 2];
  const skipped = (one: Told, stretch: number) => (one.skipped[stretch] ?? 0) - (one.skipped[stretch - 1] ?? 0);
  const merged = told.filter((one) => skipped(one, short) > 0 && one.ended?.stretch !== short).length;
  const clear = told.filter((one) => skipped(one, long) > 0 || ['1013', 'TOO_SLOW'].includes(one.ended?.how ?? '')).length;
  return [
    { name: 'merged with a count, after 8 s', bar: `${READERS}`, found: merged, met: merged === READERS },
    { name: 'merged or closed with a code, after 25 s', bar: `${READERS}`, found: clear, met: clear === READERS },
  ];
}

function bytes(name: string, found: number, bar: number): Finding {
  return { name, bar: `<= +${bar / MB} MB`, found: `+${Math.round(found / MB)} MB`, met: found <= bar };
}

/** Milliseconds until the gateway serves the neighbour alone; null when that does not happen in time. */
async function untilAlone({ gateway }: ChaosStack, since: number): Promise<number | null> {
  while (Date.now() < since + LONG_MS) {
    const open = (await gateway.metric('marketgraph_subscriptions')).reduce((sum, count) => sum + count, 0);
    if (open <= 1) return Date.now() - since;
    await sleep(200);
  }
  return null;
}

/** Milliseconds between two messages. */
function longest(times: readonly number[], from: number, to: number): number {
  const within = times.filter((time) => time >= from && time < to);
  return Math.max(0, ...within.map((time, index) => (index === 0 ? 0 : time - (within[index - 1] ?? time))));
}
