import type { Cursor } from '@marketgraph/bus';
import type { Clock } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import type { GatewayContext } from '../../queries/gateway-context.ts';
import type { Asker } from '../entities/remembering-source.ts';
import type { EventExecutor } from '../event-executor.ts';
import type { Notice, SubscriptionField } from '../fields/subscription-field.ts';
import type { PreparedSubscription } from '../planning/prepared-subscription.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import { EventMessage } from '../protocol/event-message.ts';
import { Conveyor } from './conveyor.ts';
import type { Entry } from './entry.ts';
import type { HubMetrics } from './hub-metrics.ts';
import { Members } from './members.ts';
import type { Subscriber } from './subscriber.ts';

/** What must be equal for two subscribers to share executions. An operation that looks at the viewer belongs to one viewer. */
export function groupKey({ prepared, variables, viewer, mode }: SubscriptionRequest): string {
  const { shape, dependsOnViewer } = prepared;
  const scope = dependsOnViewer ? `${viewer?.id ?? ''} ${viewer?.role ?? ''}` : null;
  // A variable that is left out lets a default stand, one that is null does not.
  const given = shape.variables.map((name) => (Object.hasOwn(variables, name) ? [variables[name]] : []));
  return JSON.stringify([shape.text, given, mode, scope]);
}

/** A snapshot shows what other subgraphs say now, not what they said when its event came. */
const STATE_AGE_MS = 1_000;

export interface GroupTools {
  readonly executor: EventExecutor;
  readonly metrics: HubMetrics;
  readonly clock: Clock;
  /** So much may wait for execution. */
  readonly maxWaiting: number;
  /** The live stream cannot serve it: it goes on from there by itself. */
  fallBehind(subscriber: Subscriber, from: Cursor): void;
}

/** All subscribers of one operation shape: each event is executed, or written, once for them, however many they are. */
export class Group {
  readonly members = new Members();
  /** Also those that still catch up: a group lives as long as anyone claims it. */
  readonly claims = new Set<Subscriber>();
  readonly field: SubscriptionField;
  readonly #states = new WeakMap<Notice, { at: number; message: EventMessage | Promise<EventMessage> }>();
  readonly conveyor: Conveyor;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #viewer: Viewer | null;
  readonly #asker: Asker;
  readonly #mayMerge: boolean;
  prepared: PreparedSubscription;

  constructor(
    readonly key: string,
    request: SubscriptionRequest,
    private readonly tools: GroupTools,
  ) {
    this.prepared = request.prepared;
    this.field = request.prepared.field;
    this.#variables = request.variables;
    this.#mayMerge = request.mode === 'LATEST';
    this.#viewer = request.prepared.dependsOnViewer ? request.viewer : null;
    this.#asker = { variables: this.#variables, viewer: this.#viewer };
    this.conveyor = new Conveyor(
      {
        run: (entries) => this.execute(entries),
        deliver: (entry, message) => this.#deliver(entry, message),
        overflow: (dropped) => this.#overflow(dropped),
        idle: () => undefined,
      },
      { merge: this.#mayMerge, limit: tools.maxWaiting },
    );
  }

  /** Where nothing is executed, and nothing waits that must come before, a subscriber hears of it at once. */
  tell(entry: Entry): void {
    const message = this.#mayMerge || !this.conveyor.isIdle ? null : this.#projected(entry);
    if (message) this.#deliver(entry, message);
    else this.conveyor.push(entry);
  }

  /** One context for the batch: loaders collect what its events need of the same subgraph. */
  execute(entries: readonly Entry[]): readonly EventMessage[] | Promise<readonly EventMessage[]> {
    const context = { viewer: this.#viewer };
    const messages = entries.map((entry) => (entry.snapshot ? this.#state(entry, context) : this.#message(entry, context)));
    return messages.every((message) => message instanceof EventMessage) ? messages : Promise.all(messages);
  }

  /** When many subscribers come at once each state is executed once for them. */
  #state(entry: Entry, context: GatewayContext): EventMessage | Promise<EventMessage> {
    const now = this.tools.clock.now();
    const known = this.#states.get(entry.notice);
    if (known && now - known.at < STATE_AGE_MS) return known.message;
    const message = this.#message(entry, context);
    this.#states.set(entry.notice, { at: now, message });
    return message;
  }

  #message(entry: Entry, context: GatewayContext): EventMessage | Promise<EventMessage> {
    return this.#projected(entry) ?? this.#executed(entry, context);
  }

  #projected({ notice, cursor }: Entry): EventMessage | null {
    const data = this.tools.executor.project(this.prepared, () => notice.payload(cursor), this.#asker);
    if (data === null) return null;
    this.tools.metrics.projected(this.field.name);
    return new EventMessage(`{"data":${data}}`);
  }

  async #executed({ notice, cursor }: Entry, context: GatewayContext): Promise<EventMessage> {
    this.tools.metrics.executed(this.field.name, this.prepared.compiled !== null);
    const result = await this.tools.executor.run(this.prepared, () => notice.payload(cursor), this.#variables, context);
    return new EventMessage(JSON.stringify(result));
  }

  #deliver(entry: Entry, message: EventMessage): void {
    let delivered = 0;
    for (const subscriber of this.members.of(entry.notice)) {
      if (!subscriber.mayHear(entry)) continue;
      subscriber.deliver(entry, message);
      delivered++;
    }
    this.tools.metrics.delivered(this.field.name, delivered);
  }

  /** Executions cannot keep up with events. Nothing is lost: everyone concerned goes on from the log, at the pace of their executions. */
  #overflow(dropped: readonly Entry[]): void {
    for (const entry of dropped) {
      for (const subscriber of [...this.members.of(entry.notice)]) {
        if (subscriber.mayHear(entry)) this.tools.fallBehind(subscriber, entry.before());
      }
    }
  }
}
