import { z } from 'zod';
import type { CandleDrift } from '../../domain/candle-drift.ts';
import { InstrumentCalendars } from '../../pipeline/instrument-calendars.ts';
import { type ReconcileOptions, type ReconcilePlace, reconcileSeries, type SeriesReport } from '../../pipeline/reconcile-series.ts';
import { allSeries, type SeriesFacts, seriesFacts } from '../../storage/series-facts.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { noMore } from './arguments.ts';
import { Progress } from './progress.ts';
import { isForward, notForward, rangeGiven, rangeOf, rangeOptions } from './time-range.ts';

const HELP = `Compares counts and candles with the trades and quotes they were made of, and tells what differs.

  npm run reconcile                     everything
  npm run reconcile -- --symbol SPY     one symbol; --symbol and --source may be given several times

  --source NAME     only what this source tells
  --from, --to      only candles that open in [from, to): 2013-10-07 or 2013-10-07T14:30:00Z
  --repair          puts right what differs, and tells the changed candles with a new revision
  --list N          tells at most N differences (20)

Candles made of a provider's bars, and those whose trades were dropped by retention, cannot be checked: they are counted as such.
Nothing waits while it reads. Exit code 0 when nothing differs (or all was repaired: it looks again), 1 when something does.`;

const given = z
  .object({
    symbol: z.array(z.string()).optional(),
    source: z.array(z.string()).optional(),
    ...rangeGiven,
    repair: z.boolean().default(false),
    list: z.coerce.number({ error: 'is not a number.' }).int('is not a whole number.').min(0, 'is less than 0.').default(20),
    positionals: z.array(z.string()),
  })
  .refine(isForward, notForward);

export const reconcile = command({
  name: 'reconcile',
  help: HELP,
  options: {
    symbol: { type: 'string', multiple: true },
    source: { type: 'string', multiple: true },
    ...rangeOptions,
    repair: { type: 'boolean' },
    list: { type: 'string' },
  },
  given,
  async work(asked, place) {
    noMore(asked.positionals, 0);
    const { database, instruments } = await place.market();
    const series = await allSeries(database.pool, asked.symbol ?? null, asked.source ?? null);
    if (series.length === 0 && (asked.symbol || asked.source)) throw new BadArguments('Nothing is recorded of that symbol and source.');
    const parts = { database, log: await place.log(), clock: place.clock, calendars: new InstrumentCalendars(instruments) };
    return reconcileNamed(series, parts, asked, place);
  },
});

async function reconcileNamed(
  all: readonly SeriesFacts[],
  parts: ReconcilePlace,
  asked: z.infer<typeof given>,
  place: CommandPlace,
): Promise<boolean> {
  const progress = new Progress(place.stderr, () => place.clock.now());
  const sums = { drifts: 0, checked: 0, unknown: 0, counts: 0 };
  let remaining = 0;
  let listed = 0;
  for (const [index, series] of all.entries()) {
    const onDay = async (day: number) =>
      progress.show(index / all.length, `${series.symbol} of ${series.source}, ${new Date(day).toISOString().slice(0, 10)}`);
    const options = { ...rangeOf(asked), signal: place.signal, onDay };
    const report = await reconcileSeries(parts, series, { ...options, repair: asked.repair });
    if (asked.repair && foundIn(report) > 0) remaining += await lookAgain(parts, series, options);
    progress.done();
    const lines = linesOf(report);
    for (const line of lines.slice(0, Math.max(0, asked.list - listed))) place.print(line);
    listed += lines.length;
    sums.drifts += report.drifts.length + report.moreDrifts;
    sums.counts += report.counts.state === 'drifted' ? 1 : 0;
    sums.checked += report.checked;
    sums.unknown += report.unknown;
  }
  const found = sums.drifts + sums.counts;
  if (listed > asked.list) place.print(`... and ${listed - asked.list} more (--list ${listed} tells them).`);
  place.print(`${summary(all.length, sums)}${found > 0 && asked.repair ? repaired(remaining) : ''}`);
  return asked.repair ? remaining === 0 : found === 0;
}

function foundIn({ drifts, moreDrifts, counts }: SeriesReport): number {
  return drifts.length + moreDrifts + (counts.state === 'drifted' ? 1 : 0);
}

/** How much still differs: a repair may be undone, or do less than it should. */
async function lookAgain(parts: ReconcilePlace, { id }: SeriesFacts, options: Omit<ReconcileOptions, 'repair'>): Promise<number> {
  const series = await seriesFacts(parts.database.pool, id);
  return series ? foundIn(await reconcileSeries(parts, series, { ...options, repair: false })) : 0;
}

function repaired(remaining: number): string {
  return remaining === 0 ? ' Repaired.' : ` Repaired, but ${remaining} ${remaining === 1 ? 'still differs' : 'still differ'}.`;
}

function summary(
  series: number,
  { drifts, counts, checked, unknown }: Record<'drifts' | 'counts' | 'checked' | 'unknown', number>,
): string {
  return `${series} series, ${checked} candles checked, ${drifts} differ, ${counts} counts differ, ${unknown} candles not recomputable.`;
}

function linesOf({ symbol, source, counts, drifts }: SeriesReport): string[] {
  const name = `${symbol} of ${source}`;
  const lines = drifts.map((drift) => `${name} ${lineOf(drift)}`);
  if (counts.state === 'drifted') {
    const { columns, stored, truth } = counts.drift;
    lines.unshift(`${name} counts: ${columns.map((column) => `${column} ${stored[column]}, true ${truth[column]}`).join('; ')}`);
  }
  if (counts.state === 'unknown')
    lines.unshift(`${name} counts: not recomputable, ticks were dropped (${counts.truth.tradeCount} trades are kept).`);
  return lines;
}

function lineOf({ interval, basis, openTime, columns, stored, truth }: CandleDrift): string {
  const name = `${interval} ${basis} ${new Date(openTime).toISOString()}`;
  if (!stored) return `${name}: missing`;
  if (!truth) return `${name}: nothing was traded in it`;
  const values = columns.map((column) => {
    const should =
      column === 'closed'
        ? !stored.closed
        : column === 'fromBids'
          ? truth.fromBids
          : (truth.part as unknown as Record<string, unknown>)[column];
    return `${column} ${(stored as unknown as Record<string, unknown>)[column]}, true ${should}`;
  });
  return `${name}: ${values.join('; ')}`;
}
