import { startManyProcesses } from '../stack/many-processes.ts';
import { joinedGraph } from './joined-graph.ts';

const seed = Number(process.env['START_ORDER_SEED'] ?? 20);

joinedGraph(`many processes (start order ${seed})`, async () => {
  const stack = await startManyProcesses(seed);
  if (!stack) throw new Error('This needs redis-server: apt-get install redis-server.');
  return stack;
});
