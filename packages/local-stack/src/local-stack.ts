import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLog, trimLog } from '@marketgraph/bus';
import { createGateway } from '@marketgraph/gateway';
import { startEmbeddedPostgres } from '@marketgraph/postgres';
import { Fault, type Logger, Metrics, type Part, systemClock } from '@marketgraph/service';
import { openSubgraphs } from './open-parts.ts';
import { type SampleAccount, sampleAccount } from './sample-account.ts';
import { serviceStates } from './service-states.ts';
import type { StackConfig } from './stack-config.ts';
import { Steps } from './steps.ts';

export interface LocalStack {
  readonly port: number;
  /** Null where somebody else's graph is served, which has no accounts. */
  readonly account: SampleAccount | null;
  readonly accountFile: string;
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  config: StackConfig;
  logger: Logger;
  /** Cuts a start short; what had been started is stopped again. */
  signal: AbortSignal;
  /** A line for everything that takes over a second. */
  tell(line: string): void;
}

const WEB_ROOT = fileURLToPath(new URL('../../../web/dist', import.meta.url));
const POSTGRES_STOP_LIMIT_MS = 8_000;

/** The whole product in this process. When it cannot start, nothing of it is left running. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const steps = new Steps(options.signal, options.tell);
  const stop = () => steps.undo(options.logger);
  try {
    return { ...(await start(options, steps)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start({ config, logger }: LocalStackOptions, steps: Steps): Promise<Omit<LocalStack, 'stop'>> {
  makeDataDir(config.dataDir);
  const metrics = new Metrics();
  const clock = systemClock;
  const databaseUrl = config.databaseUrl ?? (await openPostgres(config, logger, steps));
  const redis = config.redisUrl ? { redisUrl: config.redisUrl } : {};
  const log = await steps.run('Opening the log', () => openLog({ databaseUrl, ...redis, logger, clock, metrics }));
  steps.onUndo('log', () => log.close());

  const resources = { databaseUrl, log, clock, logger, metrics, env: config.env };
  const { apis, parts: subgraphParts } = await openSubgraphs(resources, steps);
  const parts = [...subgraphParts, trimLog(log, config.logRetentionHours, clock, logger)];
  for (const part of parts) await startPart(part, steps);

  const gateway = await steps.run('Composing the gateway', () =>
    createGateway({
      port: config.port,
      host: config.host,
      log,
      clock,
      logger,
      metrics,
      subgraphs: apis,
      services: () => serviceStates(log, parts),
      jwtKeysDir: config.env['JWT_KEYS_DIR'] ?? join(config.dataDir, 'keys'),
      webRoot: WEB_ROOT,
      env: config.env,
    }),
  );
  await startPart(gateway, steps);
  const accountFile = join(config.dataDir, 'sample-account.json');
  const address = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  const account = gateway.servesMarketgraph
    ? await steps.run('Making the sample account', () => sampleAccount(`http://${address}:${gateway.port}`, accountFile))
    : null;
  return { port: gateway.port, account, accountFile };
}

async function openPostgres({ dataDir }: StackConfig, logger: Logger, steps: Steps): Promise<string> {
  const starting = startEmbeddedPostgres({ dataDir, logger });
  // Also when the start is cut short while Postgres gets ready.
  steps.onUndo('Postgres', async () => (await starting.catch(() => null))?.stop(), POSTGRES_STOP_LIMIT_MS);
  const { url } = await steps.run('Starting Postgres', () => starting);
  // For whoever wants to look with SQL: `psql "$(cat .data/database-url)"`.
  writeFileSync(join(dataDir, 'database-url'), `${url}\n`, { mode: 0o600 });
  return url;
}

/** Told to stop even if its start was cut short. */
async function startPart(part: Part, steps: Steps): Promise<void> {
  steps.onUndo(part.name, () => part.stop());
  await steps.run(`Starting ${part.name}`, () => part.start());
}

function makeDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = code === 'ENOSPC' ? 'The disk is full: free some space.' : 'Choose another folder with DATA_DIR.';
    throw new Fault('DATA_DIR_REFUSED', `The folder ${dataDir} cannot be created (${code}). ${advice}`, false, error);
  }
}

/** Step by step: where a file system takes no folders at all (/proc), Node's own recursive way never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
