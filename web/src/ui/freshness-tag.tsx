import type { Freshness } from '@marketgraph/vocabulary';
import { Tag, type Tone } from './badge.tsx';

const meanings: Record<Exclude<Freshness, 'LIVE'>, { text: string; tone: Tone; title: string }> = {
  DELAYED: { text: 'Delayed', tone: 'amber', title: 'Arrives late by design of the source.' },
  STALE: { text: 'Stale', tone: 'down', title: 'The source went quiet for longer than it should.' },
  CLOSED: { text: 'Closed', tone: 'neutral', title: 'The venue is closed: the last number stands.' },
  REPLAYED: { text: 'Replay', tone: 'amber', title: 'Recorded market data played back as if it were now.' },
  SIMULATED: { text: 'Sim', tone: 'amber', title: 'Made by the simulator.' },
};

/** Freshness hides where a number comes from while its venue is closed, so the source is asked as well. */
export function provenanceOf(freshness: Freshness, source: string): 'SIMULATED' | 'REPLAYED' | null {
  if (freshness === 'SIMULATED' || /\bsimulat/i.test(source)) return 'SIMULATED';
  return freshness === 'REPLAYED' || /\b(recording|replay)/i.test(source) ? 'REPLAYED' : null;
}

/** Live prices need no word; everything else says what it is, and made or recorded ones always do. */
export function FreshnessTag({ freshness, source, closed = false }: { freshness: Freshness; source: string; closed?: boolean }) {
  const provenance = provenanceOf(freshness, source);
  const shown = new Set<Freshness>([...(closed ? ['CLOSED' as const] : []), freshness, ...(provenance ? [provenance] : [])]);
  return [...shown].map((value) => {
    if (value === 'LIVE') return null;
    const { text, tone, title } = meanings[value];
    return (
      <Tag key={value} tone={tone} title={title}>
        {text}
      </Tag>
    );
  });
}
