import type { FetchNode } from '@apollo/query-planner';
import type { DataSourceAnswer } from '../../queries/data-source.ts';
import { MOST_ENTITIES, variablesOf } from '../fetch-step.ts';
import type { Order } from '../order.ts';
import { assemble, type EntityReader, type Origin } from './object-reader.ts';
import { Owners, type Reading } from './owners.ts';
import { type Pieces, textOf } from './pieces.ts';
import { ODD } from './readers.ts';

/** A part of a plan. */
export type TextStep = (run: TextRun) => Promise<void>;

interface TextPlan {
  readonly step: TextStep;
  readonly roots: readonly { readonly fetch: number; readonly reader: EntityReader }[];
  /** Of the members of the root. */
  readonly origins: readonly Origin[];
  readonly fetches: number;
}

/** What has been sent, also by who goes on where this ends. */
export type Sent = Map<FetchNode, Promise<string | DataSourceAnswer>>;

/** Carries texts of subgraphs' answers into the answer of one operation. */
export class TextProgram {
  constructor(private readonly plan: TextPlan) {}

  /** The text of the answer's data. Null: something is odd, and nothing more was asked then. */
  async tell(order: Order, sent: Sent): Promise<string | null> {
    const { step, roots, origins, fetches } = this.plan;
    const owners = Array.from({ length: fetches }, () => new Owners());
    const pieces: Pieces = [];
    assemble(origins, [], pieces, owners);
    for (const { fetch, reader } of roots) owners[fetch]?.add(reader, pieces);
    const run = new TextRun(order, sent, owners);
    await step(run);
    return run.isOdd ? null : textOf(pieces);
  }
}

const DATA = '{"data":';
const ENTITIES = '{"_entities":[';
const COMMA = ','.charCodeAt(0);

/** One execution under way. */
export class TextRun {
  /** Something is not as it mostly is: who can tell of everything goes on, by what was answered so far. */
  isOdd = false;

  constructor(
    private readonly order: Order,
    private readonly sent: Sent,
    private readonly owners: readonly Owners[],
  ) {}

  async askRoot(node: FetchNode, number: number): Promise<void> {
    await this.#ask(node, JSON.stringify(variablesOf(node, this.order)), (reading, at) => readObjects(reading, at, number));
  }

  async askEntities(node: FetchNode, number: number): Promise<void> {
    const { count = 0, representations = [] } = this.owners[number] ?? {};
    if (count === 0 || this.isOdd) return;
    if (count > MOST_ENTITIES) this.isOdd = true;
    const variables = JSON.stringify({ ...variablesOf(node, this.order), representations: [] });
    await this.#ask(node, `${variables.slice(0, -2)}${representations.join('')}]}`, (reading, at) => readEntities(reading, at, number));
  }

  async #ask(node: FetchNode, variables: string, read: (reading: Reading, at: number) => number): Promise<void> {
    if (this.isOdd) return;
    const text = await this.#send(node, variables);
    if (this.isOdd) return;
    this.isOdd =
      text === null ||
      !isWhole(
        text,
        endOfData(() => read({ text, owners: this.owners }, DATA.length)),
      );
  }

  async #send(node: FetchNode, variables: string): Promise<string | null> {
    const source = this.order.sources[node.serviceName]?.texts;
    if (!source) return null;
    const { operation: query, operationName } = node;
    const told = source.ask({ query, operationName, variables, context: this.order.context });
    this.sent.set(node, told);
    const text = await told.catch(() => null);
    return typeof text === 'string' && text.startsWith(DATA) ? text : null;
  }
}

/** What V8 cannot match in the room that it gives to patterns is odd, too. */
function endOfData(read: () => number): number {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return ODD;
    throw error;
  }
}

/** Nothing follows the data: no errors, no extensions. */
function isWhole(text: string, end: number): boolean {
  return end !== ODD && text.charAt(end) === '}' && (text.length === end + 1 || (text.length === end + 2 && text.endsWith('\n')));
}

function readEntities(reading: Reading, from: number, number: number): number {
  if (!reading.text.startsWith(ENTITIES, from)) return ODD;
  const end = readObjects(reading, from + ENTITIES.length, number);
  return end !== ODD && reading.text.startsWith(']}', end) ? end + 2 : ODD;
}

/** All that the fetch was to answer of, with commas between. */
function readObjects(reading: Reading, from: number, number: number): number {
  const { readers = [], pieces = [], places = [] } = reading.owners[number] ?? {};
  let at = from;
  let place = 0;
  for (const [index, reader] of readers.entries()) {
    if (index > 0 && reading.text.charCodeAt(at++) !== COMMA) return ODD;
    at = reader.read(reading, at, pieces[index] ?? [], places, place);
    if (at === ODD) return ODD;
    place += reader.parts;
  }
  return at;
}
