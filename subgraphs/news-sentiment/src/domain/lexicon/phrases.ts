/** From -5 to 5, the scale of AFINN, whose single words these phrases of finance override. */
const groups: readonly (readonly [value: number, phrases: string])[] = [
  [
    3,
    'beat estimates, beats estimates, beats expectations, beats forecasts, tops estimates, tops expectations, tops forecasts, ' +
      'better than expected, better-than-expected, stronger than expected, record high, all-time high, record profit, wins approval, ' +
      'turns profitable, swings to profit, returns to profit',
  ],
  [
    2.5,
    'beats, above estimates, above expectations, above forecasts, upgrade, upgrades, upgraded, buy rating, record revenue, record ' +
      'sales, wins contract, wins order, bags order, special dividend, breakthrough, strong demand, robust demand, back to profit, ' +
      'bullish',
  ],
  [
    2,
    'exceeds, surpasses, outperforms, outperform, outperformed, overweight, 52-week high, new high, secures, lifts ban, recovers ' +
      'losses, recoups losses, erases losses, green light, buyback, share repurchase, margin expansion, rebound, rebounds, recovers, ' +
      'upbeat, multibagger',
  ],
  [1.8, 'optimism'],
  [1.5, 'approves, approval, approve, approved, cleared, inflows, recovery, recover, resilient, soft landing, stimulus, undervalued'],
  [1.2, 'partnership, bulls, restored, restores'],
  [1, 'pares losses, accumulate, resumes, adoption'],
  [0.8, 'safe haven'],
  [0.6, 'easing'],
  [0.5, 'to buy'],
  [-0.8, 'to sell, stake sale'],
  [-1, 'weighs, volatile'],
  [-1.2, 'bears, steps down, strike, cautious'],
  [
    -1.5,
    'antitrust, fine, outflows, halts, halted, profit-taking, profit booking, resigns, walkout, tariffs, rejects, rejected, ' +
      'withdraws, uncertainty, correction, avoid, overvalued',
  ],
  [-1.8, 'delays, delay, delayed'],
  [
    -2,
    'missed, underperform, underperforms, underweight, new low, warns, warning, warned, recall, recalls, probe, investigate, gives ' +
      'up gains, gives up early gains, weak guidance, investigation, investigates, lawsuit, sues, sued, penalty, ban, bans, banned, ' +
      'sanctions, layoffs, job cuts, exploit, headwinds, softer demand, slowdown, oversupply, glut, dilution, margin pressure, under ' +
      'pressure, impairment, suspends, suspended, shortfall, short seller, contraction',
  ],
  [-2.2, 'outage, outages, breach, net loss'],
  [
    -2.5,
    'misses, below estimates, below expectations, below forecasts, falls short, downgrade, downgrades, downgraded, sell rating, ' +
      '52-week low, fined, selloff, sell-off, bearish, weak demand, write-down, disappoints, disappointing, disappoint',
  ],
  [
    -3,
    'misses estimates, misses expectations, misses forecasts, worse than expected, worse-than-expected, weaker than expected, ' +
      'record low, all-time low, default, defaults, going concern, delisting, delisted, hack, hacked, swings to loss',
  ],
  [-3.5, 'profit warning'],
  [-4, 'fraud, bankruptcy, bankrupt, insolvency'],
];

/** Words that AFINN judges and that say nothing on a market page. */
export const neutralWords: ReadonlySet<string> = new Set(
  [
    'share shares shared interest stock stocks united vision capital growth profit profits earning earnings dividend dividends top',
    'like matter matters fund funds trust securities security energy natural best big fire war oil gas novel chance cover cut cuts',
    'want wants hard no pay pays paid credit please sell buy hold call calls put puts long short limited target targets value',
    'demand market markets worth increase increased reach reached reaches ability active advanced chief commitment fresh free god',
    'nifty gold support supports public firm firms won better asset assets wealth quality highlight highlights supreme hero luxury',
    'merger kind opportunities beauty never important love fair victory help helps away impeachment outbreak innovation join keen',
    'legal mandatory mature meet true solid underestimate yeah yes',
  ].flatMap((line) => line.split(' ')),
);

const LONGEST = 4;

const phrases: ReadonlyMap<string, number> = new Map(
  groups.flatMap(([value, list]) => list.split(', ').map((phrase) => [phrase, value] as const)),
);

/** The longest phrase that begins at the first of these words. */
export function findPhrase(words: readonly string[]): { length: number; value: number } | null {
  for (let length = Math.min(LONGEST, words.length); length > 0; length--) {
    const value = phrases.get(words.slice(0, length).join(' '));
    if (value !== undefined) return { length, value };
  }
  return null;
}
