import { setTimeout as pause } from 'node:timers/promises';
import { barsOf } from './catalogue.ts';
import { gatewayReaders } from './fan-out/broadcast.ts';
import { type GatewayStack, startGatewayStack } from './fan-out/gateway-stack.ts';
import { Publisher } from './fan-out/publisher.ts';
import { symbolsOf } from './fan-out/world.ts';
import type { Bench, BenchContext, Spread } from './frame/bench.ts';
import { type Arm, type Paired, runPaired } from './frame/paired.ts';
import { median, spread } from './frame/statistics.ts';
import { Driver } from './storm/driver.ts';
import { returningQueries } from './storm/queries.ts';
import { startWsServer } from './storm/ws-server.ts';

/** Of the anchor, in each round of the control. */
const RUNS_OF_CONTROL = 4;
/** Of each symbol, while everybody is away. */
const MISSED = 20;
/** Of each symbol, while they come back. */
const MEANWHILE = 2;

/**
 * First the CPU of the server for each socket that connects, is acknowledged, subscribes and is answered a ping, as those do who come back: their
 * tokens and operations were seen before. Then the time until all who come back at once have caught up, in turn after a cut of
 * all sockets and after a restart of the gateway.
 */
export const bench: Bench = {
  async measure(context) {
    const { quick } = context;
    const symbols = symbolsOf(1);
    const stack = await startGatewayStack(context);
    const readers = await gatewayReaders(stack, { queries: returningQueries, symbols, count: quick ? 100 : 1_000 });
    const paired = await measureConnecting(context, stack, await Driver.start(context, readers), readers.length);
    const crowd = { driver: await Driver.start(context, readers), publisher: new Publisher(stack), symbols };
    const seconds: { cut: number[]; restart: number[] } = { cut: [], restart: [] };
    await crowd.driver.connect({ port: stack.port, resumes: false });
    await publish(crowd, 1);
    await crowd.driver.caughtUp();
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      seconds.cut.push(await comeBack(stack, crowd, () => Promise.resolve()));
      seconds.restart.push(await comeBack(stack, crowd, () => stack.restart()));
      context.tell(`all have caught up after ${[seconds.cut.at(-1), seconds.restart.at(-1)].map((s) => s?.toFixed(2)).join(' and ')} s`);
    }
    const figures: Spread[] = [...paired.figures.slice(0, 1), spread([...seconds.cut, ...seconds.restart])];
    const absolute = { ...paired.absolute, secondsAfterCut: median(seconds.cut), secondsAfterRestart: median(seconds.restart) };
    return { ...paired, figures, absolute, settings: stack.settings, conditions: { 'nobody missed anything or heard it twice': true } };
  },
};

async function measureConnecting(context: BenchContext, stack: GatewayStack, driver: Driver, sockets: number): Promise<Paired> {
  const ws = await startWsServer(context);
  const [cpu] = barsOf('storm');
  const candidate = connectingArm('gateway', stack.port, driver, sockets, () => untilNobodyIsLeft(stack));
  const controlRounds = context.quick ? 1 : 3;
  await warm(candidate, controlRounds);
  return runPaired({
    anchor: connectingArm('ws', ws.port, driver, sockets, () => pause(200)),
    candidate,
    bars: [cpu],
    rounds: context.quick ? 1 : 5,
    controlRounds,
    processes: () => ({ ...stack.pids(), ws: [ws.pid], clients: [driver.pid] }),
    tell: context.tell,
  });
}

/** As often as the anchor runs against itself: both have then seen as many sockets, and their code is as warm. */
async function warm(arm: Arm, controlRounds: number): Promise<void> {
  for (let input = 0; input < controlRounds * RUNS_OF_CONTROL; input++) {
    await arm.run(input);
    await arm.after?.(input);
  }
}

function connectingArm(server: string, port: number, driver: Driver, sockets: number, settled: () => Promise<void>): Arm {
  return {
    name: server,
    server,
    async run() {
      await driver.connect({ port, resumes: false });
      return { operations: sockets };
    },
    async after() {
      await driver.cut();
      await settled();
    },
  };
}

async function untilNobodyIsLeft(stack: GatewayStack): Promise<void> {
  for (;;) {
    const open = [...(await stack.metrics())].filter(([name]) => name.includes('_subscriptions{'));
    if (open.every(([, value]) => value === 0)) return;
    await pause(100);
  }
}

interface Crowd {
  readonly driver: Driver;
  readonly publisher: Publisher;
  readonly symbols: readonly string[];
}

async function comeBack(stack: GatewayStack, crowd: Crowd, between: () => Promise<void>): Promise<number> {
  const { driver } = crowd;
  await driver.cut();
  await publish(crowd, MISSED);
  await between();
  const began = performance.now();
  const coming = driver.connect({ port: stack.port, resumes: true });
  await publish(crowd, MEANWHILE);
  await coming;
  await driver.caughtUp();
  return (performance.now() - began) / 1_000;
}

async function publish({ driver, publisher, symbols }: Crowd, events: number): Promise<void> {
  driver.expect(events);
  for (let event = 0; event < events; event++) await publisher.prices(symbols);
}
