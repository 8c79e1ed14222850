/** What turns the words after it around. */
export interface Negator {
  readonly words: readonly string[];
  /** How many words it reaches. */
  readonly reach: number;
  /** "fails to stop the slide" does not make the slide good. */
  readonly flips: 'both' | 'good';
  /** What it says by itself. */
  readonly value: number;
}

const negator = (text: string, reach: number, flips: Negator['flips'] = 'both', value = 0): Negator => ({
  words: text.split(' '),
  reach,
  flips,
  value,
});

/** Longer ones first, so that "no longer" is not read as "no". */
export const negators: readonly Negator[] = [
  negator('no longer expects', 4),
  negator('no longer', 4),
  negator('no sign of', 3),
  negator('no signs of', 3),
  negator('less likely to', 4),
  negator('fails to', 4, 'good', -1.5),
  negator('fail to', 4, 'good', -1.5),
  negator('failed to', 4, 'good', -1.5),
  negator('failing to', 4, 'good', -1.5),
  negator('unable to', 4, 'good', -1.2),
  negator('unlikely to', 4),
  negator('struggles to', 4, 'good', -1.5),
  negator('rules out', 3),
  negator('far from', 3),
  negator('lack of', 3, 'good', -0.8),
  negator('does not', 4),
  negator('did not', 4),
  negator('not', 3),
  negator("doesn't", 4),
  negator("didn't", 4),
  negator("isn't", 3),
  negator("won't", 4),
  negator("can't", 4),
  negator('cannot', 4),
  negator('never', 3),
  negator('without', 3),
  negator('avoids', 3),
  negator('averts', 3),
  negator('denies', 3),
  negator('dismisses', 3),
  negator('overturns', 3),
  negator('no', 2),
  negator('neither', 3),
  negator('nor', 3),
];

export const intensifiers: ReadonlyMap<string, number> = new Map([
  ...[
    'sharply',
    'steeply',
    'strongly',
    'significantly',
    'massively',
    'hugely',
    'deeply',
    'heavily',
    'very',
    'biggest',
    'record',
    'far',
    'dramatically',
  ].map((word) => [word, 1.35] as const),
  ...['slightly', 'marginally', 'modestly', 'somewhat', 'mildly', 'little', 'narrowly', 'partly', 'barely'].map(
    (word) => [word, 0.6] as const,
  ),
]);

/** What is only possible: it moves the score little and the confidence more. */
export const hedges: ReadonlySet<string> = new Set([
  'may',
  'might',
  'could',
  'reportedly',
  'rumoured',
  'rumored',
  'possible',
  'possibly',
  'if',
  'whether',
]);
