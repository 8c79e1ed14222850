import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../tools/processes/free-ports.mjs';
import type { GatewayStack } from '../../fan-out/gateway-stack.ts';
import type { BenchContext } from '../../frame/bench.ts';
import { Child, ended } from '../../frame/child.ts';
import { untilAnswers } from '../../frame/until-answers.ts';
import { installPeer } from '../install-peer.ts';
import type { EventsTask } from './events-process.ts';
import { CHANNEL_PREFIX, type HivePeer, type HiveSetting } from './settings.ts';
import { supergraphForHive } from './supergraph-for-hive.ts';

const EVENTS = new URL('./events-process.ts', import.meta.url);
const CONFIG = fileURLToPath(new URL('./gateway-config.ts', import.meta.url));

export interface HiveWorld {
  readonly folder: string;
  readonly stack: GatewayStack;
  readonly eventsPort: number;
  readonly eventsPid: number;
  readonly fields: readonly string[];
}

/** What a gateway of it needs to know. */
export interface HiveSurroundings extends Pick<HiveWorld, 'folder' | 'eventsPort' | 'fields'> {
  readonly stack: { readonly subgraphs: Pick<GatewayStack['subgraphs'], 'url'>; readonly redis: Pick<GatewayStack['redis'], 'url'> };
}

export interface HiveGateway {
  readonly port: number;
  readonly pid: number;
}

/** Installs Hive Gateway where it is not, and starts the events subgraph that it will hear. */
export async function openHiveWorld(
  context: BenchContext,
  stack: GatewayStack,
  { symbols, fields }: { symbols: readonly string[]; fields: readonly string[] },
): Promise<HiveWorld> {
  const folder = installPeer('hive', context.tell);
  const child = new Child<EventsTask, { readonly port: number }>(context, EVENTS);
  const { port } = await child.ask({ redisUrl: stack.redis.url, databaseUrl: stack.postgres.url, symbols, fields });
  return { folder, stack, eventsPort: port, eventsPid: child.pid, fields };
}

export async function startHive(context: BenchContext, world: HiveSurroundings, setting: HiveSetting): Promise<HiveGateway> {
  const supergraph = join(context.folder, `hive-${setting.name.replaceAll(' ', '-')}.graphql`);
  const addresses = { subgraph: (name: string) => world.stack.subgraphs.url(name), events: `http://127.0.0.1:${world.eventsPort}/` };
  writeFileSync(supergraph, supergraphForHive(setting, world.fields, addresses));
  const port = await freePort();
  const peer: HivePeer = {
    events: setting.events,
    socketUrl: `ws://127.0.0.1:${world.eventsPort}/`,
    redisUrl: world.stack.redis.url,
    channelPrefix: CHANNEL_PREFIX,
  };
  const bin = join('node_modules', '@graphql-hive', 'gateway', 'dist', 'bin.js');
  const where = ['--config-path', CONFIG, '--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(process.execPath, [bin, 'supergraph', supergraph, ...where, ...setting.flags], {
    cwd: world.folder,
    // biome-ignore lint/style/noProcessEnv: the peer is given what the bench was given
    env: { ...process.env, NODE_ENV: 'production', HIVE_PEER: JSON.stringify(peer) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  context.atEnd(() => ended(child));
  await untilAnswers({ name: 'Hive Gateway', child, address: `http://127.0.0.1:${port}/readiness` });
  return { port, pid: child.pid ?? 0 };
}
