// The shipped market and the shipped gateway in a process of their own, so that its CPU is theirs alone.
import { openLog } from '@marketgraph/bus';
import { createGateway } from '@marketgraph/gateway';
import { openMarket } from '@marketgraph/market';
import { createLogger, Metrics, systemClock } from '@marketgraph/service';

const [databaseUrl = '', folder = ''] = process.argv.slice(2);
const logger = createLogger('error');
const metrics = new Metrics();
const clock = systemClock;
const log = await openLog({ databaseUrl, logger, clock, metrics });
const market = await openMarket({ databaseUrl, log, clock, logger, metrics, env: {} });
for (const part of market.apiParts) await part.start();
const away = 'http://127.0.0.1:9/graphql';
const gateway = await createGateway({
  port: 0,
  host: '127.0.0.1',
  log,
  clock,
  logger,
  metrics,
  subgraphs: { market: market.api, 'news-sentiment': away, alerts: away, accounts: away },
  services: () => [],
  jwtKeysDir: folder,
  webRoot: folder,
});
await gateway.start();
process.send?.({ port: gateway.port });
process.once('disconnect', () => process.exit(0));
