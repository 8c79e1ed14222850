import { parseArgs } from 'node:util';
import { type Protocol, protocols } from '../feeds/venue/protocols.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly rate: number;
  /** The folder of the run stays, whatever comes out. */
  readonly keep: boolean;
  /** The form of `npm start` instead of one process each, where a scenario knows both. */
  readonly oneProcess: boolean;
  /** Whose protocol a dirty venue speaks. */
  readonly venue: Protocol;
}

/** What a caller got wrong, in one sentence. */
export class BadArguments extends Error {}

export function readOptions(
  args: readonly string[],
  scenarios: readonly string[],
  seconds: Readonly<Record<string, number>>,
  rates: Readonly<Record<string, number>> = {},
): { scenario: string; options: ChaosOptions } {
  const { values, positionals } = parsed(args);
  const [scenario = '', ...more] = positionals;
  if (!scenarios.includes(scenario) || more.length > 0) {
    throw new BadArguments(`Name one scenario: ${scenarios.join(', ')}. For example: npm run chaos -- ingest --seconds 20 --rate 1000`);
  }
  const options = {
    seed: whole('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 31)), 0, 2 ** 32 - 1),
    seconds: whole('seconds', values.seconds ?? String(seconds[scenario] ?? 120), 10, 3_600),
    rate: whole('rate', values.rate ?? String(rates[scenario] ?? 5_000), 10, 100_000),
    keep: values.keep ?? false,
    oneProcess: values['one-process'] ?? false,
    venue: oneOf('venue', protocols, values.venue ?? 'coinbase'),
  };
  return { scenario, options };
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { seed: text, seconds: text, rate: text, venue: text, keep: { type: 'boolean' }, 'one-process': { type: 'boolean' } },
    });
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(name: string, known: readonly T[], text: string): T {
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new BadArguments(`--${name} is to be one of ${known.join(', ')}, and not ${text}.`);
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new BadArguments(`--${name} is to be a whole number from ${least} to ${most}, and not ${text}.`);
}
