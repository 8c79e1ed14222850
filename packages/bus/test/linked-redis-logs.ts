import { randomUUID } from 'node:crypto';
import { silentLogger } from '@marketgraph/service';
import { LinkProxy, ManualClock, type TestDatabase, type TestRedis, testDatabase } from '@marketgraph/test-kit';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createRedisLog, type Log } from '../src/index.ts';

/** For each test: logs of one partition under a prefix of their own, over the server's own address or over a link that the test may cut. */
export function linkedRedisLogs(server: TestRedis) {
  let database: TestDatabase;
  let prefix: string;
  let link: LinkProxy;
  const opened: Log[] = [];

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await server?.stop();
    await database.drop();
  });
  beforeEach(async () => {
    prefix = `test:${randomUUID()}`;
    link = await LinkProxy.open({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
    await link.close();
  });

  async function open(redisUrl = server.url): Promise<Log> {
    const log = await createRedisLog({
      redisUrl,
      databaseUrl: database.url,
      prefix,
      partitions: 1,
      clock: new ManualClock(),
      logger: silentLogger,
      retryPauseMs: 5,
    });
    opened.push(log);
    return log;
  }

  return {
    open,
    openLinked: () => open(`redis://127.0.0.1:${link.port}`),
    databaseUrl: () => database.url,
    prefix: () => prefix,
    link: () => link,
  };
}
