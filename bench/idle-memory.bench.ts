import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../tools/processes/free-ports.mjs';
import { barsOf } from './catalogue.ts';
import { gatewayReaders } from './fan-out/broadcast.ts';
import type { Reader } from './fan-out/crowd-messages.ts';
import { type GatewayStack, startGatewayStack } from './fan-out/gateway-stack.ts';
import { Publisher } from './fan-out/publisher.ts';
import { symbolsOf } from './fan-out/world.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { controlOf } from './frame/paired.ts';
import { median, spread } from './frame/statistics.ts';
import { Driver } from './storm/driver.ts';
import { returningQueries } from './storm/queries.ts';
import { type Kept, readKept } from './storm/resident-memory.ts';
import { startWsServer } from './storm/ws-server.ts';

interface Round {
  readonly ws: Kept;
  readonly gateway: Kept;
}

/**
 * Resident memory for each idle subscriber: of the gateway one that connected, was acknowledged, subscribed and was told one event; of
 * `ws` one socket that said and heard as many messages. Each round has fresh processes, warmed by a tenth of the sockets, which leave before.
 */
export const bench: Bench = {
  async measure(context) {
    const { quick } = context;
    const sockets = quick ? 500 : 4_000;
    const inspectorPort = (await freePorts()) + 50;
    const stack = await startGatewayStack(context, { NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}` });
    const symbols = symbolsOf(1);
    const readers = await gatewayReaders(stack, { queries: returningQueries, symbols, count: sockets });
    const world: World = { context, stack, readers, symbols, inspectorPort };
    const control: { anchor: { bytes: number }; candidate: { bytes: number } }[] = [];
    for (let round = 0; round < (quick ? 1 : 2); round++) {
      control.push({ anchor: { bytes: (await ofWs(world)).resident }, candidate: { bytes: (await ofWs(world)).resident } });
    }
    const rounds: Round[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      const [ws, gateway] = [await ofWs(world), await ofGateway(world)];
      rounds.push({ ws, gateway });
      context.tell(`round ${round + 1}: ws ${told(ws)}, gateway ${told(gateway)}`);
      if (round < 4 && !quick) await stack.restart();
    }
    return {
      figures: [spread(rounds.map(({ ws, gateway }) => gateway.resident / ws.resident))],
      control: controlOf(barsOf('idle-memory'), control),
      rounds: rounds.length,
      absolute: absoluteOf(rounds, sockets),
      settings: stack.settings,
      conditions: { 'each was told the event': true },
    };
  },
};

function absoluteOf(rounds: readonly Round[], sockets: number): Record<string, number> {
  const of = (read: (round: Round) => number) => median(rounds.map(read));
  return {
    sockets,
    anchorBytes: of(({ ws }) => ws.resident),
    candidateBytes: of(({ gateway }) => gateway.resident),
    anchorHeapBytes: of(({ ws }) => ws.heap),
    candidateHeapBytes: of(({ gateway }) => gateway.heap),
  };
}

function each(before: Kept, after: Kept, sockets: number): Kept {
  return { resident: (after.resident - before.resident) / sockets, heap: (after.heap - before.heap) / sockets };
}

function told({ resident, heap }: Kept): string {
  return `${Math.round(resident)} bytes (${Math.round(heap)} of heap)`;
}

interface World {
  readonly context: BenchContext;
  readonly stack: GatewayStack;
  readonly readers: readonly Reader[];
  readonly symbols: readonly string[];
  readonly inspectorPort: number;
}

async function ofGateway({ context, stack, readers, symbols, inspectorPort }: World): Promise<Kept> {
  const publisher = new Publisher(stack);
  const [pid = 0] = stack.pids()['gateway'] ?? [];
  const visit = async (driver: Driver) => {
    await driver.connect({ port: stack.port, resumes: false });
    driver.expect(1);
    await publisher.prices(symbols);
    await driver.caughtUp();
  };
  const first = await Driver.start(context, readers.slice(0, readers.length / 10));
  await visit(first);
  await first.cut();
  await pause(1_000);
  const before = await readKept(pid, inspectorPort);
  const all = await Driver.start(context, readers);
  await visit(all);
  const after = await readKept(pid, inspectorPort);
  await all.cut();
  await pause(1_000);
  return each(before, after, readers.length);
}

/** The message is as long as those of the gateway. */
const TOLD = JSON.stringify({ type: 'told', text: 'x'.repeat(500) });

async function ofWs({ context, readers, inspectorPort }: World): Promise<Kept> {
  const port = inspectorPort + 1;
  const ws = await startWsServer(context, [`--inspect=127.0.0.1:${port}`]);
  const visit = async (driver: Driver) => {
    await driver.connect({ port: ws.port, resumes: false });
    ws.tell(TOLD);
    await pause(1_000);
  };
  const first = await Driver.start(context, readers.slice(0, readers.length / 10));
  await visit(first);
  await first.cut();
  await pause(1_000);
  const before = await readKept(ws.pid, port);
  const all = await Driver.start(context, readers);
  await visit(all);
  const after = await readKept(ws.pid, port);
  await all.cut();
  await ws.stop();
  return each(before, after, readers.length);
}
