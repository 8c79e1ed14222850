// Many subscribers, each on a connection of its own: main.ts SETTINGS (JSON). Writes down what each hears and where it is connected (crowd.csv).
import { createWriteStream } from 'node:fs';
import { Subscriber } from './subscriber.ts';

export interface CrowdSettings {
  readonly file: string;
  /** Of the gateways; half of the crowd begins at each, and who loses one goes to the next. */
  readonly urls: readonly string[];
  /** What each follows. */
  readonly symbols: readonly (readonly string[])[];
}

const settings: CrowdSettings = JSON.parse(process.argv[2] ?? '{}');
const file = createWriteStream(settings.file);
process.setMaxListeners(0);
process.once('SIGTERM', () => file.end(() => process.exit(0)));
await Promise.all(
  settings.symbols.map((symbols, index) => {
    const write = (...values: readonly (string | number)[]) => void file.write(`${index},${values.join(',')}\n`);
    return new Subscriber({ first: index, urls: settings.urls, symbols, write }).live();
  }),
);
