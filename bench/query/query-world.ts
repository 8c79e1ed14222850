import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { LoadReport, LoadTask } from './load-messages.ts';
import { OTHERS_CORE, pin } from './pin.ts';
import type { SubgraphReport } from './subgraph-process.ts';

/** Canned subgraphs, and who asks the gateways in front of them. */
export interface QueryWorld {
  /** Each gateway has addresses of its own, so that what it fetches is counted for it. */
  url(gateway: string, subgraph: string): string;
  /** So far, by gateway and subgraph. */
  fetches(): Promise<Readonly<Record<string, number>>>;
  load(task: LoadTask): Promise<LoadReport>;
  /** Groups of processes whose CPU is told. */
  pids(): Record<string, readonly number[]>;
  readonly settings: Readonly<Record<string, string>>;
}

export async function openQueryWorld(context: BenchContext): Promise<QueryWorld> {
  const subgraphs = new Child<'fetches', SubgraphReport>(context, new URL('./subgraph-process.ts', import.meta.url));
  const { port = 0 } = await subgraphs.hear();
  const clients = new Child<LoadTask, LoadReport>(context, new URL('./load-process.ts', import.meta.url));
  const arePinned = [subgraphs, clients].map(({ pid }) => pin(pid, OTHERS_CORE)).every(Boolean);
  return {
    url: (gateway, subgraph) => `http://127.0.0.1:${port}/${gateway}/${subgraph}/graphql`,
    fetches: async () => ({ ...(await subgraphs.ask('fetches')).fetches }),
    load: (task) => clients.ask(task),
    pids: () => ({ clients: [clients.pid], subgraphs: [subgraphs.pid] }),
    settings: { cores: arePinned ? 'the gateway on one, clients and subgraphs on another' : 'not pinned' },
  };
}
