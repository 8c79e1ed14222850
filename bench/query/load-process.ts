// Who asks: one connection for each asker, in a process of its own. Every answer is compared with the first one that any gateway gave to it.
import { isDeepStrictEqual } from 'node:util';
import { seededRandom } from '../frame/statistics.ts';
import { HttpConnection } from './http-connection.ts';
import type { LoadReport, LoadTask } from './load-messages.ts';
import { CONNECTIONS, type Operation, operationsOf } from './operations.ts';

/** What each operation is answered, whoever is asked. */
const truths = new Map<string, unknown>();
/** Byte for byte as a gateway has answered before: compared without being parsed. */
const seen = new Map<string, Buffer>();

process.on('message', (task: LoadTask) => void load(task).then((report) => process.send?.(report)));
process.once('disconnect', () => process.exit(0));

async function load(task: LoadTask): Promise<LoadReport> {
  const totals = { requests: 0, bytes: 0, shapes: {} as Record<string, number>, latenciesMs: [] as number[], fault: null as string | null };
  const left = { requests: task.requests ?? 0 };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => askOn(index)));
  return totals;

  async function askOn(index: number): Promise<void> {
    const connection = await HttpConnection.open(task.port, task.tokens[index]);
    try {
      for (const operation of pickedFor(index)) await ask(connection, operation);
    } catch (error) {
      totals.fault ??= String(error);
    } finally {
      connection.close();
    }
  }

  function* pickedFor(index: number): Generator<Operation> {
    const operations = operationsOf(index, task.size);
    if (task.requests === undefined) return yield* operations;
    const random = seededRandom(task.seed * CONNECTIONS + index);
    while (left.requests-- > 0 && totals.fault === null) {
      const operation = operations[Math.floor(random() * operations.length)];
      if (operation) yield operation;
    }
  }

  async function ask(connection: HttpConnection, { key, shape, body }: Operation): Promise<void> {
    const began = performance.now();
    const answer = await connection.post(body);
    totals.latenciesMs.push(performance.now() - began);
    totals.requests++;
    totals.bytes += answer.length;
    totals.shapes[shape] = (totals.shapes[shape] ?? 0) + 1;
    if (!isRight(`${task.name} ${key}`, key, answer))
      throw new Error(`${task.name} answers ${key} otherwise: ${answer.toString('utf8', 0, 500)}`);
  }
}

function isRight(name: string, key: string, answer: Buffer): boolean {
  if (seen.get(name)?.equals(answer)) return true;
  const { data, errors } = JSON.parse(answer.toString('utf8'));
  if (errors || !data) return false;
  if (!truths.has(key)) truths.set(key, data);
  if (!isDeepStrictEqual(truths.get(key), data)) return false;
  // A copy: what came belongs to a larger buffer.
  seen.set(name, Buffer.from(answer));
  return true;
}
