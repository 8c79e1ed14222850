import { barsOf } from './catalogue.ts';
import type { Bar, Bench, BenchContext } from './frame/bench.ts';
import { joinPairs } from './frame/joined.ts';
import type { Paired } from './frame/paired.ts';
import { startHive } from './peers/hive/hive-gateway.ts';
import { type HiveSetting, hiveRuntimes } from './peers/hive/settings.ts';
import { installPeer } from './peers/install-peer.ts';
import { type Contestant, compareGateways } from './query/contest.ts';
import { startShipped } from './query/gateways.ts';
import { GATEWAY_CORE, pin } from './query/pin.ts';
import { openQueryWorld, type QueryWorld } from './query/query-world.ts';

const JIT: HiveSetting = { name: 'jit', events: 'sse', flags: ['--jit'] };
const NOWHERE = { eventsPort: 9, fields: [] };

/** Queries over HTTP subgraphs: the shipped gateway, against Hive Gateway with compiled operations, and with its planner in Rust. */
export const bench: Bench = {
  async measure(context) {
    const world = await openQueryWorld(context);
    const shipped = await startShipped(context, world);
    const candidate = { gateway: shipped, requests: { small: 4_000, large: 500 } };
    const folder = installPeer('hive', context.tell);
    const [router] = hiveRuntimes.router;
    const bars = barsOf('query-hive');
    const jit = await against(context, { world, candidate, folder, setting: JIT, bars: bars.slice(0, 2) });
    const rust = await against(context, { world, candidate, folder, setting: router ?? JIT, bars: bars.slice(2) });
    const settings = { ...shipped.settings, ...world.settings, hive: '2.15.1, without tokens: --jit; --hive-router-runtime' };
    return { ...joinPairs({ 'jit small': jit[0], 'jit large': jit[1], 'rust small': rust[0], 'rust large': rust[1] }), settings };
  },
};

interface Against {
  readonly world: QueryWorld;
  readonly candidate: Contestant;
  readonly folder: string;
  readonly setting: HiveSetting;
  /** Of the small answers, and of the large ones. */
  readonly bars: readonly Bar[];
}

/** One that was measured stays, and does nothing: it is ended with the bench. */
async function against(context: BenchContext, { world, candidate, folder, setting, bars }: Against): Promise<[Paired, Paired]> {
  const stack = { subgraphs: { url: (name: string) => world.url('hive', name) }, redis: { url: '' } };
  const hive = await startHive(context, { folder, stack, ...NOWHERE }, setting);
  pin(hive.pid, GATEWAY_CORE);
  const gateway = { name: 'hive', ...hive, tokens: [], asks: 'in its own way' } as const;
  const same = { world, candidate, anchor: { gateway, requests: { small: 1_000, large: 150 } }, controlRounds: 2 };
  return [
    await compareGateways(context, { ...same, size: 'small', bars: bars.slice(0, 1) }),
    await compareGateways(context, { ...same, size: 'large', bars: bars.slice(1) }),
  ];
}
