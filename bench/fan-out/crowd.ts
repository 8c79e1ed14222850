import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { CrowdAnswer, CrowdMessage, CrowdReport, Reader } from './crowd-messages.ts';

const FILE = new URL('./crowd-process.ts', import.meta.url);
const PROCESSES = 2;
const PATIENCE = { patienceMs: 60_000 };

interface Part {
  readonly child: Child<CrowdMessage, CrowdAnswer>;
  readonly readers: readonly Reader[];
  /** How many of its readers asked for a symbol. */
  readonly listeners: ReadonlyMap<string, number>;
  expected: number;
}

/** Raw sockets in processes of their own. Readers are dealt to the processes in turn. */
export class Crowd {
  readonly #name: string;
  readonly #parts: readonly Part[];

  private constructor(name: string, parts: readonly Part[]) {
    this.#name = name;
    this.#parts = parts;
  }

  /** Resolves when all have subscribed (when the sockets are open, where the server speaks no GraphQL). */
  static async open(context: BenchContext, name: string, port: number, readers: readonly Reader[]): Promise<Crowd> {
    const parts = Array.from({ length: PROCESSES }, (_, place) => {
      const child = new Child<CrowdMessage, CrowdAnswer>(context, FILE, PATIENCE);
      const own = readers.filter((_, index) => index % PROCESSES === place);
      return { child, readers: own, listeners: countListeners(own), expected: 0 };
    });
    const crowd = new Crowd(name, parts);
    await Promise.all(parts.map((part) => ask(name, part, { kind: 'open', task: { port, readers: part.readers } }, 'opened')));
    await crowd.report();
    return crowd;
  }

  get pids(): number[] {
    return this.#parts.map(({ child }) => child.pid);
  }

  /** One event of each of these symbols will be published: `caughtUp` waits for them too. Answers how many messages they make. */
  expect(symbols: readonly string[]): number {
    let messages = 0;
    for (const part of this.#parts) {
      const own = symbols.reduce((sum, symbol) => sum + (part.listeners.get(symbol) ?? 0), 0);
      part.expected += own;
      messages += own;
    }
    return messages;
  }

  /** Resolves when everyone has received what was expected; throws when something is wrong or it takes too long. */
  async caughtUp(): Promise<void> {
    await Promise.all(this.#parts.map((part) => ask(this.#name, part, { kind: 'until', received: part.expected }, 'reached')));
  }

  /** What was received until now is all that was expected: events of before everyone had subscribed are not owed to anyone. */
  async forgetDebts(): Promise<void> {
    for (const part of this.#parts) {
      const answer = await ask(this.#name, part, { kind: 'report' }, 'report');
      if (answer.kind === 'report') part.expected = answer.report.received;
    }
  }

  /** Of all processes; throws where something was not as it should be. */
  async report(keepsTimes?: boolean): Promise<CrowdReport> {
    const message: CrowdMessage = { kind: 'report', ...(keepsTimes !== undefined && { keepsTimes }) };
    const answers = await Promise.all(this.#parts.map((part) => ask(this.#name, part, message, 'report')));
    const reports = answers.flatMap((answer) => (answer.kind === 'report' ? [answer.report] : []));
    const fault = reports.find((report) => report.fault !== null)?.fault;
    if (fault) throw new Error(`${this.#name}: ${fault}`);
    const sum = (read: (report: CrowdReport) => number) => reports.reduce((total, report) => total + read(report), 0);
    return {
      received: sum((report) => report.received),
      bytes: sum((report) => report.bytes),
      compared: sum((report) => report.compared),
      notes: sum((report) => report.notes),
      fault: null,
      arrivals: joined(reports.map(({ arrivals }) => arrivals)),
    };
  }

  /** Readers by their place in the list that the crowd was opened with. */
  async setReading(readers: readonly number[], reads: boolean): Promise<void> {
    await Promise.all(
      this.#parts.map((part, place) => {
        const sockets = readers.filter((index) => index % PROCESSES === place).map((index) => Math.floor(index / PROCESSES));
        return ask(this.#name, part, { kind: 'reading', sockets, reads }, 'done');
      }),
    );
  }
}

function countListeners(readers: readonly Reader[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const symbol of readers.flatMap(({ symbols }) => symbols)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return counts;
}

function joined(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

async function ask(name: string, { child }: Part, message: CrowdMessage, kind: CrowdAnswer['kind']): Promise<CrowdAnswer> {
  const answer = await child.ask(message);
  if (answer.kind !== kind) throw new Error(`${name} said "${answer.kind}" when "${kind}" was due.`);
  return answer;
}
