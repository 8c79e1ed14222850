import type { Freshness } from '@marketgraph/vocabulary';
import { provenanceOf } from '../formatting/provenance.ts';
import { Tag, type Tone } from './badge.tsx';

type Meaning = Exclude<Freshness, 'LIVE'> | 'AFTER_HOURS';

const meanings: Record<Meaning, { text: string; tone: Tone; title: string }> = {
  DELAYED: { text: 'Delayed', tone: 'amber', title: 'Arrives late by design of the source.' },
  STALE: { text: 'Stale', tone: 'down', title: 'The source went quiet for longer than it should.' },
  CLOSED: { text: 'Closed', tone: 'neutral', title: 'The venue is closed: the last number stands.' },
  // As short as "Closed", since it stands in every row of a closed market; the title tells the difference.
  AFTER_HOURS: { text: 'Closed', tone: 'neutral', title: 'The venue is closed; this price was made outside its hours.' },
  REPLAYED: { text: 'Replay', tone: 'amber', title: 'Recorded market data played back as if it were now.' },
  SIMULATED: { text: 'Sim', tone: 'amber', title: 'Made by the simulator.' },
};

interface Props {
  readonly freshness: Freshness;
  readonly source: string;
  /** What the venue does, where there is one: a made or recorded price does not say it itself. */
  readonly venue?: 'open' | 'closed' | 'after-hours' | undefined;
}

/** Live prices need no word; everything else says what it is, and made or recorded ones always do. */
export function FreshnessTag({ freshness, source, venue = 'open' }: Props) {
  const shown = new Set<Meaning>();
  if (venue === 'closed') shown.add('CLOSED');
  if (venue === 'after-hours') shown.add('AFTER_HOURS');
  if (freshness !== 'LIVE') shown.add(freshness);
  const provenance = provenanceOf(freshness, source);
  if (provenance) shown.add(provenance);
  return [...shown].map((meaning) => (
    <Tag key={meaning} tone={meanings[meaning].tone} title={meanings[meaning].title}>
      {meanings[meaning].text}
    </Tag>
  ));
}
