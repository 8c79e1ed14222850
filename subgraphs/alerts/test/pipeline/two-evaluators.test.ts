import type { Batch, LoggedEvent } from '@marketgraph/bus';
import { type Database, openDatabase } from '@marketgraph/postgres';
import { Metrics, silentLogger } from '@marketgraph/service';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announceAlerts } from '../../src/pipeline/announce-alerts.ts';
import { RuleEvaluator } from '../../src/pipeline/rule-evaluator.ts';
import { EvaluationStore } from '../../src/storage/evaluation-store.ts';
import { type AlertsBench, ann, openAlertsBench, priceAbove, prices } from '../alerts-bench.ts';

const NOON = Date.UTC(2013, 9, 7, 12);
let bench: AlertsBench;
let databases: Database[];

beforeEach(async () => {
  bench = await openAlertsBench();
  databases = [];
});
afterEach(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await bench.close();
});

/** As another process has it: only the database joins it to the others. */
async function newEvaluator(): Promise<RuleEvaluator> {
  const database = await openDatabase({ url: bench.databaseUrl, schema: 'alerts', entities: [], migrations: [], logger: silentLogger });
  databases.push(database);
  const evaluator = new RuleEvaluator(new EvaluationStore(database), announceAlerts(bench.log), bench.clock, new Metrics());
  await evaluator.begin();
  return evaluator;
}

/** Batches as a log gives them out that remembers no acknowledgement. */
async function batchesOf(...each: Parameters<AlertsBench['log']['append']>[0][]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (const events of each) {
    const known = (await bench.logged()).length;
    await bench.log.append(events);
    const logged: LoggedEvent[] = (await bench.logged()).slice(known);
    batches.push({ events: logged, acknowledgeIn: async () => undefined });
  }
  return batches;
}

const rule = (input: Record<string, unknown> = {}) =>
  bench.createRule(ann, { symbols: ['SPY'], condition: priceAbove('168'), cooldown: 'PT0S', ...input });
const causes = async () => (await bench.told()).map(({ cause }) => cause);
const alertCount = async () => Number((await bench.pool.query('SELECT count(*) FROM alerts.alerts')).rows[0].count);

// Both entries of one instant, so that nothing but their places in the log tells them from new ones.
describe('an entry that is delivered again', () => {
  it('makes no second alert in the same evaluator', async () => {
    await rule();
    const [fire, resolve] = await batchesOf([prices('SPY', NOON, '169')], [prices('SPY', NOON, '167')]);
    const evaluator = await newEvaluator();
    for (const batch of [fire, resolve, fire, resolve]) await evaluator.handle(batch as Batch);
    expect([await alertCount(), await causes()]).toEqual([1, ['TRIGGERED', 'RESOLVED']]);
  });

  it('makes no second alert after a restart', async () => {
    await rule();
    const batches = await batchesOf([prices('SPY', NOON, '169')], [prices('SPY', NOON, '167')]);
    for (const evaluator of [await newEvaluator(), await newEvaluator()]) {
      await evaluator.begin();
      for (const batch of batches) await evaluator.handle(batch);
    }
    expect([await alertCount(), await causes()]).toEqual([1, ['TRIGGERED', 'RESOLVED']]);
  });
});

describe('two evaluators that both believe to lead', () => {
  it('make one alert of one entry', async () => {
    await rule();
    const [first, second] = [await newEvaluator(), await newEvaluator()];
    const [batch] = await batchesOf([prices('SPY', NOON, '169')]);
    await Promise.all([first.handle(batch as Batch), second.handle(batch as Batch)]);
    expect([await alertCount(), await causes()]).toEqual([1, ['TRIGGERED']]);
  });

  it('make no second alert of entries that the other handled unnoticed', async () => {
    await rule();
    const [first, second] = [await newEvaluator(), await newEvaluator()];
    const batches = await batchesOf([prices('SPY', NOON, '169')], [prices('SPY', NOON, '167')]);
    for (const evaluator of [first, second]) for (const batch of batches) await evaluator.handle(batch);
    expect([await alertCount(), await causes()]).toEqual([1, ['TRIGGERED', 'RESOLVED']]);
  });

  it('take up what the other has decided', async () => {
    await rule();
    const [first, second] = [await newEvaluator(), await newEvaluator()];
    const [fire, resolve] = await batchesOf([prices('SPY', NOON, '169')], [prices('SPY', NOON + 1, '167')]);
    await first.handle(fire as Batch);
    await second.begin();
    await second.handle(resolve as Batch);
    expect(await causes()).toEqual(['TRIGGERED', 'RESOLVED']);
  });
});

describe('a batch whose transaction fails', () => {
  it('leaves nothing behind and has its whole effect the next time', async () => {
    await rule();
    const evaluator = await newEvaluator();
    const [batch] = await batchesOf([prices('SPY', NOON, '169')]);
    const failing: Batch = { events: batch?.events ?? [], acknowledgeIn: async () => Promise.reject(new Error('Postgres went away.')) };
    await expect(evaluator.handle(failing)).rejects.toThrow('Postgres went away.');
    expect([await alertCount(), await causes()]).toEqual([0, []]);
    await evaluator.handle(batch as Batch);
    expect([await alertCount(), await causes()]).toEqual([1, ['TRIGGERED']]);
  });
});

describe('an entry of a symbol that nobody watches', () => {
  it('costs no SQL', async () => {
    await rule();
    const evaluator = await newEvaluator();
    const [batch] = await batchesOf([prices('IBM', NOON, '1', '2', '3')]);
    const queries = vi.spyOn(databases[0]?.pool ?? expect.fail(), 'query');
    const connections = vi.spyOn(databases[0]?.pool ?? expect.fail(), 'connect');
    await evaluator.handle(batch as Batch);
    expect([queries.mock.calls.length, connections.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('the evaluator that follows', () => {
  it('stands by while another leads, and goes on where it stopped', async () => {
    const leader = await bench.startEvaluator();
    const follower = await bench.startEvaluator();
    expect(follower.health().detail).toBe('standing by');
    await rule({ condition: { compare: { metric: 'CHANGE_PERCENT', comparison: 'ABOVE', threshold: '1', window: 'PT1H' } } });
    await bench.takeEffect(2);
    await bench.deliver(prices('SPY', NOON, '100'));
    await leader.stop();
    await vi.waitFor(async () => {
      await bench.clock.advance(1_000);
      expect(follower.health().detail).toBeUndefined();
    });
    await bench.deliver(prices('SPY', NOON + 60_000, '102'));
    expect((await bench.told()).map(({ message }) => message)).toEqual(['SPY moved +2 % within 1 hour (rule: above 1 %)']);
  });
});
