import type { Freshness } from '@marketgraph/vocabulary';
import { Tag, type Tone } from '../ui/badge.tsx';
import { Icon } from '../ui/icon.tsx';
import styles from './freshness-tag.module.css';
import { provenanceOf } from './provenance.ts';

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

const closings = new Set<Meaning>(['CLOSED', 'AFTER_HOURS']);

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
      {closings.has(meaning) ? <Closing text={meanings[meaning].text} /> : meanings[meaning].text}
    </Tag>
  ));
}

/** A moon where a row is too narrow for the word beside the symbol; what is made or recorded is always said in words. */
function Closing({ text }: { text: string }) {
  return (
    <>
      <span className={styles.word}>{text}</span>
      <span className={styles.moon}>
        <Icon name="moon" size={11} />
      </span>
    </>
  );
}
