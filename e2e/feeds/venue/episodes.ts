import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkProxy, RestResponse, VenueServer } from '@marketgraph/test-kit';
import type { Random } from '../../chaos/random.ts';

const BETWEEN_MS = [2_000, 6_000] as const;

interface Place {
  readonly server: VenueServer;
  readonly link: LinkProxy;
  readonly random: Random;
}

interface Episode {
  readonly name: string;
  readonly weight: number;
  run(place: Place): Promise<void>;
}

const held = async ({ random }: Place, least: number, most: number) => sleep(random.whole(least, most));

const episodes: readonly Episode[] = [
  { name: 'disconnect', weight: 4, run: async ({ server }) => server.disconnect() },
  { name: 'close', weight: 2, run: async ({ server }) => server.disconnect(1001, 'going away') },
  {
    name: 'refuse',
    weight: 2,
    async run(place) {
      place.server.refuse({ status: 503, body: '' });
      place.server.disconnect();
      await held(place, 300, 2_500);
      place.server.refuse(null);
    },
  },
  {
    name: 'mute',
    weight: 2,
    async run(place) {
      place.server.mute(true);
      await held(place, 1_500, 6_000);
      place.server.mute(false);
    },
  },
  {
    name: 'black hole',
    weight: 2,
    async run(place) {
      place.link.blackHole();
      await held(place, 2_000, 6_000);
      if (place.random.chance(0.5)) place.link.mend();
      else place.link.forget();
    },
  },
  {
    name: 'slow',
    weight: 1,
    async run(place) {
      place.link.slow({ latencyMs: place.random.whole(500, 1_500), bytesPerSecond: 4_000_000 });
      await held(place, 1_500, 4_000);
      place.link.slow(null);
    },
  },
  { name: 'REST refuses', weight: 3, run: async ({ server, random }) => server.troubleRest(...restTroubles(random)) },
  {
    name: 'REST hangs up',
    weight: 1,
    async run(place) {
      place.server.cutRest(true);
      await held(place, 500, 2_500);
      place.server.cutRest(false);
    },
  },
];

/** One after the other until the signal aborts, each told when it begins. */
export async function runEpisodes(place: Place, begun: (name: string) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(place.random.whole(...BETWEEN_MS), undefined, { signal }).catch(() => undefined);
    const episode = place.random.weighted(episodes);
    if (signal.aborted || !episode) return;
    begun(episode.name);
    await episode.run(place);
  }
}

function restTroubles(random: Random): RestResponse[] {
  const kinds: readonly RestResponse[] = [
    { status: 429, headers: { 'retry-after': '1' }, body: { message: 'Public rate limit exceeded' } },
    { status: 500, body: { message: 'Internal server error' } },
    { status: 502, body: '<html>Bad gateway</html>' },
    { status: 200, body: '[{"trade_id":' },
  ];
  return Array.from({ length: random.whole(2, 8) }, () => kinds[random.whole(0, kinds.length - 1)] ?? { body: '' });
}
