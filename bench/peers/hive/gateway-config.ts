// Read by Hive Gateway itself, which runs in the folder of its own packages.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const load = createRequire(join(process.cwd(), 'package.json'));
// biome-ignore lint/style/noProcessEnv: the only way to tell a configuration file anything
const { events, socketUrl, redisUrl, channelPrefix } = JSON.parse(process.env['HIVE_PEER'] ?? '{}');

const overSocket = { transportEntries: { events: { options: { subscriptions: { kind: 'ws', location: socketUrl } } } } };

function overRedis() {
  const { RedisPubSub } = load('@graphql-hive/pubsub/redis');
  const { Redis } = load('ioredis');
  return { pubsub: new RedisPubSub({ pub: new Redis(redisUrl), sub: new Redis(redisUrl) }, { channelPrefix }) };
}

export const gatewayConfig = {
  logging: 'error',
  graphiql: false,
  landingPage: false,
  ...(events === 'ws' && overSocket),
  ...(events === 'redis' && overRedis()),
};
