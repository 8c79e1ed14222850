import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prices } from '../support/events.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

const text = readFileSync(fileURLToPath(new URL('../../../docs/subscriptions.md', import.meta.url)), 'utf8');
const commands = [...text.matchAll(/```sh\n(curl [^`]*)```/g)].map(([, command]) => command ?? '');

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
  await running.log.append([prices('BTC-USD', '5.00')]);
});
afterAll(() => running.gateway.stop());

function here(command: string): string {
  return command.replace('http://localhost:4000', running.url);
}

const streams = commands.filter((command) => command.includes('-sN'));
const others = commands.filter((command) => !command.includes('-sN'));

test.each(streams)('docs/subscriptions.md tells true of: %s', async (command) => {
  const child = spawn('/bin/sh', ['-c', `exec ${here(command)}`]);
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes('"price":"5.00"')) break;
  }
  child.kill();
  expect(output).toContain('"quoteUpdated":{"cursor":');
});

test('the documented commands of persisted queries work in their order', async () => {
  expect([streams.length, others.length]).toEqual([2, 2]);
  for (const command of others) {
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', here(command)]);
    expect(JSON.parse(stdout)).toEqual({ data: { __typename: 'Query' } });
  }
});
