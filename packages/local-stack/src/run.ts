import { statfsSync } from 'node:fs';
import { createLogger, type Env, reasonOf } from '@marketgraph/service';
import { requireFreePort } from './free-port.ts';
import type { LocalStack } from './local-stack.ts';
import { readStackConfig, type StackConfig } from './stack-config.ts';

const ANOTHER_GRAPH = '  SUPERGRAPH_PATH names another graph than Marketgraph: it has no dashboard, no subscriptions and no accounts.\n';
const NEARLY_FULL_BYTES = 16 * 1024 * 1024;

/** Runs the stack until `signal` aborts, and answers with the exit code. */
export async function run(env: Env, signal: AbortSignal): Promise<number> {
  let config: StackConfig | undefined;
  try {
    config = readStackConfig(env);
    await requireFreePort(config.port, config.host);
    await runStack(config, signal);
    return 0;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return 0;
    process.stderr.write(`Marketgraph cannot start. ${reasonOf(error)}\n`);
    if (config && diskIsFull(config.dataDir))
      process.stderr.write(`The disk that holds ${config.dataDir} is full: free some space and start again.\n`);
    return 1;
  }
}

/** What fails on a full disk seldom says so. */
function diskIsFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < NEARLY_FULL_BYTES;
  } catch {
    return false;
  }
}

async function runStack(config: StackConfig, signal: AbortSignal): Promise<void> {
  // Loaded late: a wrong setting or a taken port is told at once.
  const { startLocalStack } = await import('./local-stack.ts');
  const logger = createLogger(config.logLevel);
  const tell = (line: string) => void process.stdout.write(`${line}\n`);
  const stack = await startLocalStack({ config, logger, signal, tell });
  for (const line of whereToLook(stack, `http://localhost:${stack.port}`)) tell(line);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  tell('Stopping ...');
  await stack.stop();
}

function whereToLook({ account, accountFile }: LocalStack, address: string): string[] {
  const ready = `\nReady  ${address}\n`;
  const playground = `  Playground      ${address}/playground`;
  if (!account) return [ready, `  GraphQL         ${address}/graphql`, `${playground}\n`, ANOTHER_GRAPH];
  return [
    ready,
    `  Dashboard       ${address}/`,
    `  GraphQL         ${address}/graphql (subscriptions: ${address.replace('http', 'ws')}/graphql)`,
    playground,
    `  Sample account  ${account.email}, password in ${accountFile}\n`,
  ];
}
