import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { provenanceOf } from '../../formatting/provenance.ts';
import { FeedsDocument } from '../../graphql/generated/status.ts';
import { Badge } from '../../ui/badge.tsx';

const refreshMs = 60_000;
/** A gateway that has started a moment ago has not heard of its feeds yet: the badge must not wait for the next minute. */
const unheardMs = 2_000;

/** Says on every page when numbers or news are made or recorded, whatever the page shows. */
export function ProvenanceBadge() {
  const [heard, setHeard] = useState(false);
  const { data } = useQuery(FeedsDocument, { pollInterval: heard ? refreshMs : unheardMs });
  const known = (data?.systemStatus.feeds.length ?? 0) > 0;
  if (known !== heard) setHeard(known);
  const feeds = data?.systemStatus.feeds.filter((feed) => feed.state !== 'DISABLED') ?? [];
  const kinds = new Set(feeds.map((feed) => provenanceOf('LIVE', feed.name)));
  const simulated = kinds.has('SIMULATED');
  const replayed = kinds.has('REPLAYED');
  if (!simulated && !replayed) return null;
  const text = simulated && replayed ? 'Simulated and replayed' : simulated ? 'Simulated' : 'Replayed';
  const title = simulated
    ? 'Prices and news are made by the simulator. They are not market data.'
    : 'Recorded market data is played back. These are not the prices of today.';
  return (
    <span data-testid="provenance">
      <Badge tone="amber" title={title}>
        {text}
        <span className="visually-hidden"> data</span>
      </Badge>
    </span>
  );
}
