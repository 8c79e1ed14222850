// npm run processes [-- --json]: the processes of the distributed form, with all that each needs to start.
import { randomBytes } from 'node:crypto';
import { listProcesses } from './processes/list-processes.mjs';

const processes = listProcesses({ GATEWAY_SECRET: randomBytes(32).toString('hex'), ...withoutEmpty(process.env) });

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(processes, null, 2));
} else {
  for (const { name, command, environment, health } of processes) {
    console.log(`${name}\n  command            ${command.join(' ')}\n  health             ${health}`);
    for (const [key, value] of Object.entries(environment)) console.log(`  ${key.padEnd(18)} ${isSecret(key) ? '(secret)' : value}`);
    console.log();
  }
  console.log('With --json: the same for programs, secrets included.');
}

/** @param {NodeJS.ProcessEnv} env */
function withoutEmpty(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** @param {string} key */
function isSecret(key) {
  return /SECRET|API_KEY|DATABASE_URL|REDIS_URL/.test(key);
}
