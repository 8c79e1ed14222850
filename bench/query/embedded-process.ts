// The shipped gateway with its subgraphs in its own process, as `npm start` has them.
import { openLog } from '@marketgraph/bus';
import { createGateway, type SubgraphInProcess } from '@marketgraph/gateway';
import { createLogger, Metrics, systemClock } from '@marketgraph/service';
import { CompiledOperations, tellEntitiesAtOnce } from '@marketgraph/subgraph-server';
import { cannedNames, cannedSchema } from './canned-graphs.ts';

export interface EmbeddedTask {
  readonly databaseUrl: string;
  readonly keys: string;
}

process.once('message', (task: EmbeddedTask) => void serve(task));
process.once('disconnect', () => process.exit(0));

async function serve({ databaseUrl, keys }: EmbeddedTask): Promise<void> {
  const same = { clock: systemClock, logger: createLogger('error'), metrics: new Metrics() };
  const log = await openLog({ databaseUrl, ...same });
  const subgraphs = Object.fromEntries(cannedNames.map((name) => [name, inProcess(name)]));
  const where = { port: 0, host: '127.0.0.1', jwtKeysDir: keys, webRoot: keys };
  const gateway = await createGateway({ ...same, ...where, log, subgraphs, services: () => [] });
  await gateway.start();
  process.send?.({ port: gateway.port });
}

/** Operations are compiled, and entities told, as those of the product's own subgraphs are. */
function inProcess(name: string): SubgraphInProcess {
  const schema = cannedSchema(name);
  tellEntitiesAtOnce(schema);
  const operations = new CompiledOperations(schema);
  return {
    schema,
    execute: (operation) => operations.execute(operation),
    write: (answer) => operations.write(answer),
    createContext: () => ({}),
  };
}
