import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ComersSettings, Met } from '../comers/main.ts';
import { products } from '../ledger/products.ts';
import { Random } from '../random.ts';
import { writeOnce } from '../report/ledger-process.ts';
import { type Finding, none, say } from '../report/print.ts';
import { takeVitals, type Vitals } from '../report/vitals.ts';
import { playedFeeds } from '../stack/servers.ts';
import { TalkingChild } from '../stack/talking-child.ts';
import { startWholeStack } from '../stack/whole-stack.ts';
import { feeding } from './feeding.ts';
import { type Growth, growth } from './growth.ts';
import type { Scenario } from './scenario.ts';

const COMERS = fileURLToPath(new URL('../comers/main.ts', import.meta.url));
const PLACES = 60;
const SAMPLES = 90;
/** So much of what is written on leaving may be under way. */
const LEFT_MS = 3_000;
const MB = 2 ** 20;
const later = ['market-ingest', 'news-sentiment-analysis'];

/** Subscribers come and go for half an hour on all transports, rudely too: nothing that they need may be left of them. */
export const soak: Scenario = {
  name: 'soak',
  seconds: 1_800,
  rate: 100,
  async run(folder, options) {
    await writeOnce(folder, options);
    const stack = await startWholeStack({ folder, random: new Random(options.seed), feeds: playedFeeds(folder), later });
    const comers = new TalkingChild<ComersSettings, Met>(COMERS, join(folder, 'logs', 'comers.log'));
    try {
      const urls = stack.gateways.map(({ origin }) => origin);
      await stack.process('news-sentiment-analysis').start();
      await feeding({ ingest: stack.process('market-ingest'), postgres: stack.postgres }, options);
      comers.start({ seed: options.seed, places: PLACES, urls, symbols: products.map(({ symbol }) => symbol) });
      const samples: Vitals[] = [];
      const everyMs = (options.seconds * 1_000) / SAMPLES;
      const beganAt = Date.now();
      for (let count = 1; count <= SAMPLES; count++) {
        await sleep(Math.max(0, beganAt + count * everyMs - Date.now()));
        const vitals = await takeVitals({ ...stack, processes: stack.all });
        samples.push(vitals);
        appendFileSync(join(folder, 'vitals.jsonl'), `${JSON.stringify({ at: Date.now(), ...vitals })}\n`);
        if (count % (SAMPLES / 6) === 0) say(`${Math.round((Date.now() - beganAt) / 1_000)} s`);
      }
      const met = await comers.end();
      await sleep(LEFT_MS);
      const left = await Promise.all(stack.gateways.map((gateway) => gateway.metric('marketgraph_subscriptions')));
      const losses = stack.all.filter((process) => process.losses > 0).map(({ name }) => name);
      const grown = growth(samples);
      const failures = Object.values(met.failures).reduce((sum, count) => sum + count, 0);
      const findings = [
        { name: 'visits', bar: '> 0', found: met.visits, met: met.visits > 0 && met.messages > 0 },
        none('visits or messages that failed', failures),
        none(
          'subscriptions left when all had gone',
          left.flat().reduce((sum, count) => sum + count, 0),
        ),
        none('processes that ended by themselves', losses.length),
        ...grown.map(findingOf),
      ];
      return { findings, examples: Object.keys(met.failures).slice(0, 10), figures: { ...met, grown } };
    } finally {
      await stack.stop();
    }
  },
};

function findingOf({ name, before, after, most }: Growth): Finding {
  const isBytes = / (memory|heap|buffers)$/.test(name);
  const shown = (value: number) => (isBytes ? `${Math.round(value / MB)} MB` : String(Math.round(value)));
  return { name, bar: `<= +${shown(most)}`, found: `${shown(before)} -> ${shown(after)}`, met: after - before <= most };
}
