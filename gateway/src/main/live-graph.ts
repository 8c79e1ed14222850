import type { LogReader } from '@marketgraph/bus';
import type { Clock, Logger, Metrics } from '@marketgraph/service';
import type { Feeds } from '../platform/feeds.ts';
import { formatError } from '../queries/format-error.ts';
import { traceIdOfEvents } from '../queries/trace-id.ts';
import { EntityMemory } from '../subscriptions/entities/entity-memory.ts';
import { EventExecutor } from '../subscriptions/event-executor.ts';
import { Hub } from '../subscriptions/hub/hub.ts';
import { LiveTail } from '../subscriptions/hub/live-tail.ts';
import type { PreparedSubscription } from '../subscriptions/planning/prepared-subscription.ts';
import { type Preparation, SubscriptionPlanner } from '../subscriptions/planning/subscription-planner.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Sources } from './data-sources.ts';
import { throttledLogger } from './throttled-logger.ts';

export interface LiveGraphOptions {
  readonly log: LogReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly feeds: Feeds;
  /** Told of a subscription's text that will be planned again when it is asked for again. */
  forgotten(text: string): void;
}

/** Subscriptions from the log to the hub, for whatever supergraph is served. */
export function createLiveGraph({ log, clock, logger, metrics, feeds, forgotten }: LiveGraphOptions) {
  const eventLogger = throttledLogger(logger, clock);
  const eventTraceId = traceIdOfEvents(clock);
  const memory = new EntityMemory({ clock, metrics, isHearing: () => tail.isReading });
  const executor = new EventExecutor({
    dataSources: () => memory.sources,
    recall: (fetch, representation, asker) => memory.recall(fetch, representation, asker),
    format: (error) => formatError(error.toJSON(), error, { logger: eventLogger, traceId: eventTraceId() }),
  });
  const planner = new SubscriptionPlanner(logger, forgotten);
  const hub = new Hub({ log, clock, logger, metrics, executor, ahead: (event) => memory.hear(event) });
  const listener: ConstructorParameters<typeof LiveTail>[0]['listener'] = {
    begin: (place, lost) => {
      memory.forget();
      hub.begin(place, lost);
    },
    hear: (logged) => {
      memory.hear(logged.event);
      feeds.hear(logged.event);
      hub.hear(logged);
    },
  };
  const tail = new LiveTail({ log, clock, logger, listener });
  /** What is returned switches over: what was subscribed to is planned by then. */
  const prepare = async (next: Supergraph, forEvents: Sources['forEvents']) => {
    const plans = await planner.plansFor(next);
    return () => {
      memory.use(next.api, forEvents);
      planner.use(next, plans);
      const { kept, ended } = hub.replan(onceForEach(({ query, operationName }) => planner.prepare(query, operationName)));
      if (kept + ended > 0) logger.info('Subscriptions were planned anew.', { kept, ended });
    };
  };
  return { planner, hub, tail, prepare };
}

/** Groups of one text have it in common: also one that cannot be planned any more is looked at once. */
function onceForEach(
  prepare: (prepared: PreparedSubscription) => Preparation,
): (group: { readonly prepared: PreparedSubscription }) => Preparation {
  const known = new Map<PreparedSubscription, Preparation>();
  return ({ prepared }) => {
    const preparation = known.get(prepared) ?? prepare(prepared);
    known.set(prepared, preparation);
    return preparation;
  };
}
