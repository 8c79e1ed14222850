import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tools/processes/free-ports.mjs';
import { query } from '../stack/client.ts';
import { localStack } from '../stack/stack.ts';

describe('the local stack', () => {
  let dataDir: string;
  let port: number;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'marketgraph-life-'));
    port = await freePort();
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const tradeCount = async () => {
    const { data } = await query({ url: `http://127.0.0.1:${port}` }, '{ instrument(symbol: "BTC-USD") { tradeCount } }');
    return data.instrument.tradeCount as number;
  };

  it('loses nothing to kill -9 and takes over the orphaned database', async () => {
    const first = localStack(dataDir, port);
    await first.prints(/^Ready {2}/);
    const before = await tradeCount();
    await first.stop('SIGKILL');
    const second = localStack(dataDir, port);
    await second.prints(/^Ready {2}/);
    expect(await tradeCount()).toBeGreaterThanOrEqual(before);
    expect(await second.stop('SIGINT')).toBe(0);
  });

  it('says which port is taken and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const running = localStack(dataDir, port);
    expect(await running.exited).toBe(1);
    expect(running.output).toContain(`Port ${port} is taken`);
    await new Promise((resolve) => other.close(resolve));
  });

  it.runIf(process.platform === 'linux')('refuses a folder that cannot be made instead of trying for ever', async () => {
    const running = localStack('/proc/nowhere', port);
    expect(await running.exited).toBe(1);
    expect(running.output).toContain('Choose another folder with DATA_DIR.');
  });

  it('reports all faults of the configuration at once', async () => {
    const running = localStack(dataDir, port, { FEEDS: 'nowhere', RECORDING_SPEED: 'fast' });
    expect(await running.exited).toBe(1);
    expect(running.output).toMatch(/FEEDS/);
    expect(running.output).toMatch(/RECORDING_SPEED/);
  });

  it('stops cleanly when it is told twice', async () => {
    const running = localStack(dataDir, port);
    await running.prints(/^Ready {2}/);
    void running.stop('SIGINT');
    expect(await running.stop('SIGINT')).toBe(0);
  });
});
