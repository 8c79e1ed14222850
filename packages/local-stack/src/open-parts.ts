import { type AccountsSubgraph, openAccounts } from '@marketgraph/accounts';
import { openAlerts } from '@marketgraph/alerts';
import type { Log } from '@marketgraph/bus';
import { openMarket } from '@marketgraph/market';
import { openNewsSentiment } from '@marketgraph/news-sentiment';
import type { Clock, Env, Logger, Metrics, Part } from '@marketgraph/service';
import type { Steps } from './steps.ts';

export interface Resources {
  databaseUrl: string;
  log: Log;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  env: Env;
}

/** Opens the four subgraphs, and puts their parts in an order in which whoever writes finds its readers awake. */
export async function openSubgraphs(resources: Resources, steps: Steps) {
  const accounts = await open(steps, 'accounts', () => openAccounts(resources));
  const market = await open(steps, 'market', () => openMarket(resources));
  const news = await open(steps, 'news-sentiment', () => openNewsSentiment(resources));
  const alerts = await open(steps, 'alerts', () => openAlerts(resources));
  const answering = [...accounts.apiParts, ...market.apiParts, ...news.apiParts, ...alerts.apiParts];
  const working = [...market.recorder, ...news.analysis, ...alerts.evaluator];
  // A database stands among those who answer and among those who work: here both are one process.
  const parts: Part[] = [...new Set([...answering, ...working, ...market.ingest])];
  const apis = { accounts: accounts.api, market: market.api, 'news-sentiment': news.api, alerts: alerts.api };
  return { apis, parts };
}

async function open<T extends Pick<AccountsSubgraph, 'close'>>(steps: Steps, name: string, work: () => Promise<T>): Promise<T> {
  const opened = await steps.run(`Opening ${name}`, work);
  steps.onUndo(name, () => opened.close());
  return opened;
}
