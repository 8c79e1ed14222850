import { startManyProcesses } from '../stack/many-processes.ts';
import { liveFeed } from './live-feed.ts';

liveFeed('many processes', async (env) => {
  const stack = await startManyProcesses(7, env);
  if (!stack) throw new Error('This needs redis-server: apt-get install redis-server.');
  return stack;
});
