import type { Viewer } from '@marketgraph/vocabulary';
import type { GraphQLSchema } from 'graphql';
import { KeptOperations } from '../../execution/kept-operations.ts';
import type { DataSource, DataSourceAnswer, DataSourceRequest } from '../../queries/data-source.ts';
import type { EntityFetch } from '../planning/entity-fetches.ts';
import { answersEveryoneAlike } from '../planning/viewer-dependence.ts';
import type { EntityMetrics } from './entity-metrics.ts';
import { EntityQuestion, type Keeper, type Representation } from './entity-question.ts';
import { type EntityRule, readEntityRule } from './entity-rule.ts';

export interface RememberingSourceOptions {
  readonly name: string;
  readonly source: DataSource;
  /** The public schema: what subgraphs share has one meaning. */
  readonly schema: GraphQLSchema;
  readonly keeper: Keeper;
  readonly metrics: EntityMetrics;
}

/** Who asks, with the variables of the operation. */
export interface Asker {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer | null;
}

/** One for each viewer and variables of each operation; beyond that all are begun anew. */
const MAX_QUESTIONS = 20_000;

/** How events ask a subgraph for entities: through questions that remember. */
export class RememberingSource implements DataSource {
  /** By query, then by viewer and variables. */
  readonly #questions = new Map<string, Map<string, EntityQuestion>>();
  readonly #rules = new KeptOperations<EntityRule | null>();
  readonly #isForEveryone: boolean;
  #count = 0;

  constructor(private readonly options: RememberingSourceOptions) {
    this.#isForEveryone = answersEveryoneAlike(options.name);
  }

  /** For tests: of questions. */
  get size(): number {
    return this.#count;
  }

  process(request: DataSourceRequest): Promise<DataSourceAnswer> {
    const { representations, ...variables } = request.request.variables ?? {};
    if (!Array.isArray(representations)) return this.options.source.process(request);
    this.options.metrics.asked(this.options.name, representations.length);
    return this.#questionOf(request, variables).answer(representations as readonly Representation[]);
  }

  /** See `EntityQuestion.recall`. */
  recall({ query, variables: used }: EntityFetch, representation: string, { variables, viewer }: Asker): unknown {
    const questions = this.#questions.get(query);
    const entity = questions?.get(this.#keyOf(viewer, used.length === 0 ? '' : textOf(pick(variables, used))))?.recall(representation);
    if (entity !== undefined) this.options.metrics.asked(this.options.name, 1);
    return entity;
  }

  #questionOf({ request, context }: DataSourceRequest, variables: Readonly<Record<string, unknown>>): EntityQuestion {
    const query = request.query ?? '';
    const viewer: Viewer | null = this.#isForEveryone ? null : (context['viewer'] ?? null);
    const text = textOf(variables);
    const key = this.#keyOf(viewer, text);
    const known = this.#questions.get(query)?.get(key);
    if (known) return known;
    if (this.#count >= MAX_QUESTIONS) this.#beginAnew();
    const { keeper } = this.options;
    const question: EntityQuestion = new EntityQuestion({
      ...{ query, operationName: request.operationName, variables, viewer, keeper },
      rule: this.#ruleOf(query, variables, text),
      ask: (asked) => this.#ask(asked),
      emptied: () => this.#emptied(query, key, question),
    });
    this.#count++;
    this.#questions.set(query, (this.#questions.get(query) ?? new Map()).set(key, question));
    return question;
  }

  #keyOf(viewer: Viewer | null, variables: string): string {
    return viewer && !this.#isForEveryone ? `${viewer.id} ${viewer.role} ${variables}` : variables;
  }

  #ask(request: DataSourceRequest): Promise<DataSourceAnswer> {
    const { name, source, metrics } = this.options;
    metrics.fetched(name, request.request.variables?.['representations'].length);
    return source.process(request);
  }

  /** Viewers come and go; what everyone asks for each time would be made anew for each event. */
  #emptied(query: string, key: string, question: EntityQuestion): void {
    const alike = this.#questions.get(query);
    if (question.viewerId === null || alike?.get(key) !== question) return;
    alike.delete(key);
    if (alike.size === 0) this.#questions.delete(query);
    this.#count--;
  }

  /** What the old ones keep goes as their events come, or for want of room. */
  #beginAnew(): void {
    this.#questions.clear();
    this.#count = 0;
  }

  #ruleOf(query: string, variables: Readonly<Record<string, unknown>>, text: string): EntityRule | null {
    const { name, schema } = this.options;
    const key = `${text} ${query}`;
    const known = this.#rules.find(key);
    if (known !== undefined) return known;
    const rule = readEntityRule(schema, name, query, variables);
    this.#rules.keep(key, rule, key.length);
    return rule;
  }
}

/** Most have none but the representations. */
function textOf(variables: Readonly<Record<string, unknown>>): string {
  for (const _ in variables) return JSON.stringify(variables);
  return '';
}

/** As the executor sends them. */
function pick(variables: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}
