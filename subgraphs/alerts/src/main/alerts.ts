import 'reflect-metadata';
import type { Log } from '@marketgraph/bus';
import { type Database, databasePart, openDatabase } from '@marketgraph/postgres';
import type { Clock, Env, Logger, Metrics, Part } from '@marketgraph/service';
import type { SubgraphApi } from '@marketgraph/subgraph-server';
import { Rules } from '../domain/rules.ts';
import { buildAlertsSchema } from '../graphql/alerts-schema.ts';
import { type AlertsServices, createAlertsContext } from '../graphql/context.ts';
import { announceAlerts } from '../pipeline/announce-alerts.ts';
import { evaluateRules } from '../pipeline/evaluate-rules.ts';
import { RuleEvaluator } from '../pipeline/rule-evaluator.ts';
import { EvaluationStore } from '../storage/evaluation-store.ts';
import { lead } from '../storage/leadership.ts';
import { CreateAlerts1763683200000, ForgottenUsers1763769600000 } from '../storage/migrations.ts';
import { PostgresAlertStore } from '../storage/postgres-alert-store.ts';
import { PostgresChannelStore } from '../storage/postgres-channel-store.ts';
import { PostgresRuleStore } from '../storage/postgres-rule-store.ts';
import { AlertRow, ChannelRow, DeliveryRow } from '../storage/rows.ts';

export { buildAlertsSchema };

export interface AlertsResources {
  databaseUrl: string;
  log: Log;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  env: Env;
}

export interface AlertsSubgraph {
  readonly api: SubgraphApi;
  readonly apiParts: readonly Part[];
  readonly evaluator: readonly Part[];
  close(): Promise<void>;
}

export async function openAlerts(resources: AlertsResources): Promise<AlertsSubgraph> {
  const { databaseUrl, logger } = resources;
  const database = await openDatabase({
    url: databaseUrl,
    schema: 'alerts',
    entities: [AlertRow, DeliveryRow, ChannelRow],
    migrations: [CreateAlerts1763683200000, ForgottenUsers1763769600000],
    logger,
  });
  const services = alertsServices(database, resources);
  return {
    api: { name: 'alerts', ...(await buildAlertsSchema()), createContext: (viewer) => createAlertsContext(services, viewer) },
    apiParts: [databasePart('alerts database', database)],
    evaluator: [evaluatorPart(database, resources)],
    close: () => database.close(),
  };
}

function alertsServices(database: Database, { log, clock }: AlertsResources): AlertsServices {
  const announcements = announceAlerts(log);
  const channels = new PostgresChannelStore(database);
  return {
    rules: new Rules(new PostgresRuleStore(database, announcements), channels, (ms) => clock.sleep(ms)),
    alerts: new PostgresAlertStore(database, announcements),
    channels,
    now: () => clock.now(),
  };
}

function evaluatorPart(database: Database, { log, clock, logger, metrics }: AlertsResources): Part {
  const evaluator = new RuleEvaluator(new EvaluationStore(database), announceAlerts(log), clock, metrics);
  return evaluateRules({ log, evaluator, lead: () => lead(database), clock, logger });
}
