// Asks all subgraphs all the time until it is told to end: main.ts SETTINGS (JSON). Says on SIGTERM how often, and what failed.
import { setTimeout as sleep } from 'node:timers/promises';

export interface AskersSettings {
  readonly url: string;
  readonly token: string;
  readonly askers: number;
}

export interface Asked {
  asked: number;
  failures: { readonly at: number; readonly reason: string }[];
}

const QUERY = `{ instruments(first: 5) { edges { node { symbol name quote { price } sentiment { score } signal { action } } } }
  alerts(first: 5) { edges { node { id } } } viewer { email } }`;
const PAUSE_MS = 150;
const LIMIT_MS = 10_000;

const settings: AskersSettings = JSON.parse(process.argv[2] ?? '{}');
const result: Asked = { asked: 0, failures: [] };
let ended = false;
process.once('SIGTERM', () => {
  ended = true;
});
await Promise.all(Array.from({ length: settings.askers }, () => askOn()));
process.stdout.write(`${JSON.stringify(result)}\n`);

async function askOn(): Promise<void> {
  while (!ended) {
    result.asked++;
    const problem = await ask().catch((error) => `${error}${error.cause ? `: ${error.cause}` : ''}`);
    if (problem !== null) result.failures.push({ at: Date.now(), reason: problem });
    await sleep(PAUSE_MS);
  }
}

/** What is wrong with the answer. */
async function ask(): Promise<string | null> {
  const response = await fetch(`${settings.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${settings.token}` },
    body: JSON.stringify({ query: QUERY }),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const text = await response.text();
  if (response.status !== 200) return `${response.status} ${text.slice(0, 200)}`;
  const { data, errors } = JSON.parse(text);
  if (errors) return JSON.stringify(errors).slice(0, 300);
  return data?.viewer && data.alerts && data.instruments?.edges.length === 5 ? null : 'Something is missing.';
}
