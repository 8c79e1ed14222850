import { describe, expect, it } from 'vitest';
import { conditionInWords, durationInWords } from '../src/formatting/alert-conditions.ts';
import { directionOf, formatChange, formatPercent, formatPrice, formatScore, formatVolume } from '../src/formatting/numbers.ts';
import { provenanceOf, venueState } from '../src/formatting/provenance.ts';
import { formatAgo, formatSpan, formatVenueTime } from '../src/formatting/times.ts';
import { countOf, evidenceName, sentenceCase } from '../src/formatting/words.ts';

describe('prices', () => {
  it('are padded to the tick and grouped', () => {
    expect(formatPrice('94286.6', '0.01')).toBe('94,286.60');
    expect(formatPrice('2671', '1')).toBe('2,671');
  });

  it('never lose digits that the decimal string carries', () => {
    expect(formatPrice('1.054325', '0.00001')).toBe('1.054325');
  });

  it('keep digits that a float would not', () => {
    expect(formatPrice('9007199254740993.25', '0.01')).toBe('9,007,199,254,740,993.25');
  });

  it('show a change with its sign, and none for zero', () => {
    expect(formatChange('1.5', '0.01')).toBe('+1.50');
    expect(formatChange('-1.5', '0.01')).toBe('\u22121.50');
    expect(formatChange('0.00', '0.01')).toBe('0.00');
  });
});

describe('percentages and scores', () => {
  it('are signed after rounding, so that nothing reads minus zero', () => {
    expect(formatPercent(2.456)).toBe('+2.46 %');
    expect(formatPercent(-0.001)).toBe('0.00 %');
    expect(formatScore(-0.2349, 3)).toBe('\u22120.235');
    expect(formatScore(0)).toBe('0.00');
  });

  it('point up, down or nowhere', () => {
    expect([directionOf('0.10'), directionOf(-1), directionOf(null)]).toEqual(['up', 'down', 'flat']);
  });

  it('shorten volumes', () => {
    expect(formatVolume('97062721')).toBe('97.06M');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-20T14:00:00.000Z');

  it.each([
    ['2026-11-20T13:59:58.000Z', 'now'],
    ['2026-11-20T14:00:09.000Z', 'now'],
    ['2026-11-20T13:59:30.000Z', '30 s ago'],
    ['2026-11-20T13:20:00.000Z', '40 min ago'],
    ['2026-11-18T14:00:00.000Z', '2 d ago'],
    ['2013-10-07T13:30:00.000Z', '7 Oct 2013'],
  ])('tell how long ago %s was: %s', (instant, words) => {
    expect(formatAgo(instant, now)).toBe(words);
  });

  it('name the city of a venue', () => {
    expect(formatVenueTime('2026-11-20T21:00:00.000Z', 'America/New_York')).toBe('16:00 New York');
  });

  it('tell spans in the unit that fits', () => {
    expect([formatSpan(0), formatSpan(3.21), formatSpan(90_000), formatSpan(5 * 3_600_000 + 60_000)]).toEqual([
      '<1 ms',
      '3.2 ms',
      '1 min',
      '5 h 1 min',
    ]);
  });
});

describe('where a number comes from', () => {
  it('is told by the source while the venue is closed', () => {
    expect(provenanceOf('CLOSED', 'simulator')).toBe('SIMULATED');
    expect(provenanceOf('LIVE', 'news:simulator')).toBe('SIMULATED');
    expect(provenanceOf('CLOSED', 'recording')).toBe('REPLAYED');
    expect(provenanceOf('LIVE', 'coinbase')).toBeNull();
  });

  it('is outside the hours of a closed venue only while prices still arrive', () => {
    const now = Date.parse('2026-11-20T14:00:00.000Z');
    expect(venueState(false, '2026-11-20T13:59:00.000Z', now)).toBe('after-hours');
    expect(venueState(false, '2026-11-20T13:00:00.000Z', now)).toBe('closed');
    expect(venueState(true, '2026-11-20T13:00:00.000Z', now)).toBe('open');
    expect(venueState(undefined, '2026-11-20T13:00:00.000Z', now)).toBe('open');
  });
});

describe('words', () => {
  it('read constants as words', () => {
    expect(sentenceCase('STRONG_BUY')).toBe('Strong buy');
    expect(evidenceName('MACD')).toBe('MACD');
    expect(evidenceName('MOMENTUM')).toBe('Momentum');
    expect(countOf(1, 'article')).toBe('1 article');
    expect(countOf(0, 'article')).toBe('0 articles');
  });

  it('tell an alert condition as one line', () => {
    expect(conditionInWords({ metric: 'CHANGE_PERCENT', comparison: 'BELOW', threshold: '-5', window: 'P1D' })).toBe(
      'Change below \u22125 % over 1 d',
    );
    expect(conditionInWords({ metric: 'PRICE', comparison: 'ABOVE', threshold: '90000', window: 'P1D' })).toBe('Price above 90,000');
  });

  it('tell durations, and those they do not know as they came', () => {
    expect([durationInWords('PT15M'), durationInWords('PT0S'), durationInWords('P7D'), durationInWords('P1Y')]).toEqual([
      '15 min',
      'none',
      '7 d',
      'P1Y',
    ]);
  });
});
