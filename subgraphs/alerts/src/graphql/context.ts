import type { SubgraphContext } from '@marketgraph/subgraph-server';
import type { Viewer } from '@marketgraph/vocabulary';
import DataLoader from 'dataloader';
import type { Alert, Channel, Delivery } from '../domain/alert.ts';
import type { AlertRule } from '../domain/alert-rule.ts';
import type { RuleState } from '../domain/evaluate.ts';
import type { AlertPlace, AlertStore, ChannelStore } from '../domain/ports.ts';
import type { Rules } from '../domain/rules.ts';

/** What resolvers call, and the clock. */
export interface AlertsServices {
  readonly rules: Rules;
  readonly alerts: AlertStore;
  readonly channels: ChannelStore;
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

export interface PageRequest {
  readonly by: 'symbol' | 'rule';
  readonly key: string;
  readonly limit: number;
  readonly after: AlertPlace | null;
}

/** Every loader answers for the viewer alone: what belongs to others is not found. */
export interface AlertsContext extends SubgraphContext, AlertsServices {
  ownRules(): Promise<readonly AlertRule[]>;
  ownChannel(): Promise<Channel | null>;
  readonly states: DataLoader<string, ReadonlyMap<string, RuleState>>;
  readonly alert: DataLoader<string, Alert | null>;
  readonly page: DataLoader<PageRequest, Alert[], string>;
  readonly deliveries: DataLoader<string, Delivery[]>;
  readonly delivery: DataLoader<string, Delivery | null>;
  /** After a change, so that nothing read before it is answered again. */
  forget(): void;
}

/** Rows of one statement become objects in one piece of work. */
const AT_ONCE = { maxBatchSize: 100 };

export function createAlertsContext(services: AlertsServices, viewer: Viewer | null): AlertsContext {
  const { rules, alerts, channels } = services;
  let ownRules: Promise<readonly AlertRule[]> | undefined;
  let ownChannel: Promise<Channel | null> | undefined;
  const states = new DataLoader(async (ids: readonly string[]) => {
    const found = viewer ? await rules.statesOf(ids, viewer.id) : new Map();
    return ids.map((id) => found.get(id) ?? new Map());
  });
  return {
    ...services,
    viewer,
    states,
    ownRules() {
      ownRules ??= viewer ? rules.ofUser(viewer.id) : Promise.resolve([]);
      return ownRules;
    },
    ownChannel() {
      ownChannel ??= viewer ? channels.inApp(viewer.id, services.now()) : Promise.resolve(null);
      return ownChannel;
    },
    alert: byId(async (ids) => (viewer ? alerts.find(ids, viewer.id) : [])),
    page: pageLoader(alerts, viewer),
    deliveries: new DataLoader(async (ids: readonly string[]) => {
      const found = viewer ? await alerts.deliveriesOf(ids, viewer.id) : [];
      const byAlert = Map.groupBy(found, ({ alertId }) => alertId);
      return ids.map((id) => byAlert.get(id) ?? []);
    }, AT_ONCE),
    delivery: byId(async (ids) => (viewer ? alerts.findDeliveries(ids, viewer.id) : [])),
    forget() {
      ownRules = undefined;
      states.clearAll();
    },
  };
}

function byId<T extends { id: string }>(find: (ids: readonly string[]) => Promise<readonly T[]>): DataLoader<string, T | null> {
  return new DataLoader(async (ids: readonly string[]) => {
    const found = new Map((await find(ids)).map((item) => [item.id, item]));
    return ids.map((id) => found.get(id) ?? null);
  }, AT_ONCE);
}

/** Pages of many instruments or rules that begin and end alike are read in one query. */
function pageLoader(alerts: AlertStore, viewer: Viewer | null): DataLoader<PageRequest, Alert[], string> {
  const kindOf = ({ by, limit, after }: PageRequest) => JSON.stringify([by, limit, after]);
  const read = async (requests: readonly PageRequest[]) => {
    if (!viewer) return requests.map(() => []);
    const pages = new Map<string, Map<string, Alert[]>>();
    for (const [kind, [first, ...others]] of Map.groupBy(requests, kindOf)) {
      if (!first) continue;
      const keys = [first, ...others].map(({ key }) => key);
      pages.set(kind, await alerts.pages(viewer.id, first.by, keys, first.limit, first.after));
    }
    return requests.map((request) => pages.get(kindOf(request))?.get(request.key) ?? []);
  };
  return new DataLoader(read, { cache: false, cacheKeyFn: (request) => JSON.stringify([kindOf(request), request.key]) });
}
