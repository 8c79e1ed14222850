import type { FetchNode } from '@apollo/query-planner';
import type { DataSourceAnswer, TextSource } from '../../queries/data-source.ts';
import { MOST_ENTITIES, variablesOf } from '../fetch-step.ts';
import type { Order } from '../order.ts';
import { Draft } from './draft.ts';
import { assemble, type EntityReader, type Origin } from './object-reader.ts';
import { Owners, type Reading } from './owners.ts';
import { ODD } from './readers.ts';

/** A part of a plan. */
export type TextStep = (run: TextRun) => Promise<void>;

/** A fetch of members of the root. */
export interface RootFetch {
  readonly node: FetchNode;
  readonly reader: EntityReader;
}

interface TextPlan {
  readonly step: TextStep;
  readonly roots: readonly RootFetch[];
  readonly origins: readonly Origin[];
  /** How many fetches ask more of entities. */
  readonly entityFetches: number;
}

/** What has been sent, also by who goes on where this ends. */
export type Sent = Map<FetchNode, Promise<string | DataSourceAnswer>>;

/** Carries texts of subgraphs' answers into the answer of one operation. */
export class TextProgram {
  constructor(private readonly plan: TextPlan) {}

  /** The text of the answer's data. Null: something is odd, and nothing more was asked then. */
  async tell(order: Order, sent: Sent): Promise<string | null> {
    const { step, roots, origins, entityFetches } = this.plan;
    const run = new TextRun(
      order,
      sent,
      Array.from({ length: entityFetches }, () => new Owners()),
      roots.map(({ reader }) => reader.places()),
    );
    await step(run);
    if (run.isOdd) return null;
    const draft = new Draft();
    assemble(origins, run.roots, draft);
    return draft.text();
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
    readonly order: Order,
    private readonly sent: Sent,
    private readonly owners: readonly Owners[],
    /** For each fetch of the root what it answers. */
    readonly roots: readonly (readonly Draft[])[],
  ) {}

  async askRoot({ node, reader }: RootFetch, number: number): Promise<void> {
    await this.#ask(node, JSON.stringify(variablesOf(node, this.order)), (reading, at) =>
      reader.read(reading, at, this.roots[number] ?? []),
    );
  }

  async askEntities(node: FetchNode, number: number): Promise<void> {
    const owners = this.owners[number];
    if (!owners || owners.all.length === 0 || this.isOdd) return;
    if (owners.all.length > MOST_ENTITIES) this.isOdd = true;
    const variables = JSON.stringify({ ...variablesOf(node, this.order), representations: [] });
    await this.#ask(node, `${variables.slice(0, -2)}${owners.representations}]}`, (reading, at) => readEntities(owners, reading, at));
  }

  async #ask(node: FetchNode, variables: string, read: (reading: Reading, at: number) => number): Promise<void> {
    if (this.isOdd) return;
    const text = await this.#send(node, variables);
    if (this.isOdd) return;
    this.isOdd = text === null || !isWhole(text, read({ text, owners: this.owners }, DATA.length));
  }

  async #send(node: FetchNode, variables: string): Promise<string | null> {
    const source: TextSource | undefined = this.order.sources[node.serviceName]?.texts;
    if (!source) return null;
    const { operation: query, operationName } = node;
    const told = source.ask({ query, operationName, variables, context: this.order.context, isOfRequest: true });
    this.sent.set(node, told);
    const text = await told.catch(() => null);
    return typeof text === 'string' && text.startsWith(DATA) ? text : null;
  }
}

/** Nothing follows the data: no errors, no extensions. */
function isWhole(text: string, end: number): boolean {
  return end !== ODD && (text.length === end + 1 || (text.length === end + 2 && text.endsWith('\n'))) && text.charAt(end) === '}';
}

function readEntities({ all }: Owners, reading: Reading, from: number): number {
  const { text } = reading;
  if (!text.startsWith(ENTITIES, from)) return ODD;
  let at = from + ENTITIES.length;
  for (const [index, { reader, places }] of all.entries()) {
    if (index > 0 && text.charCodeAt(at++) !== COMMA) return ODD;
    at = reader.read(reading, at, places);
    if (at === ODD) return ODD;
  }
  return text.startsWith(']}', at) ? at + 2 : ODD;
}
