import type { FetchNode } from '@apollo/query-planner';
import type { DataSource, DataSourceAnswer } from '../queries/data-source.ts';
import type { GatewayContext } from '../queries/gateway-context.ts';
import type { Members } from './members.ts';

/** What an operation is executed with. */
export interface Order {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, DataSource>>;
  readonly context: GatewayContext;
  /** Answers belong to their sources, which give them again: nothing is written into them. */
  readonly keepsAnswers?: boolean;
  /** What was asked already is not asked again. */
  readonly asked?: Asked;
  /** Known before anything is fetched, such as an event. It becomes part of the answer and is written into. */
  readonly told?: Told;
}

/** Fetches that were sent, with answers as they came: as text, or as what is told in place of one. */
export type Asked = ReadonlyMap<FetchNode, Promise<string | DataSourceAnswer>>;

export interface Told {
  readonly service: string;
  readonly answer: Pick<DataSourceAnswer, 'data' | 'errors'>;
}

/** One execution under way. */
export interface Run {
  readonly order: Order;
  /** What all fetches have answered together. */
  readonly data: Members;
  readonly errors: Error[];
}

/** Part of a plan. `data` is what lies at the place that the part is about. */
export type Step = (run: Run, data: unknown) => Promise<void> | undefined;
