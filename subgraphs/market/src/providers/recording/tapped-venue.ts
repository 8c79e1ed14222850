import type { Clock } from '@marketgraph/service';
import type { StreamVenue } from '../stream/stream-venue.ts';
import type { SessionFile } from './session-file.ts';

/** A venue whose frames are written down as they come and go. What its REST interface tells is no frame. */
export function tappedVenue(venue: StreamVenue, file: SessionFile, clock: Clock): StreamVenue {
  const sent = (message: string) => {
    file.write('sent', message, clock.now());
    return message;
  };
  const { probe, unsubscribe } = venue;
  return {
    ...venue,
    subscribe: (providerSymbols) => venue.subscribe(providerSymbols).map(sent),
    ...(unsubscribe && { unsubscribe: (providerSymbols: readonly string[]) => unsubscribe(providerSymbols).map(sent) }),
    ...(probe && { probe: { everyMs: probe.everyMs, message: () => sent(probe.message()) } }),
    mapper: (symbolOf) => {
      const mapper = venue.mapper(symbolOf);
      file.write('connect', withoutQuery(venue.url), clock.now());
      return {
        read(frame, receivedAt) {
          file.write('recv', frame, receivedAt);
          return mapper.read(frame, receivedAt);
        },
        remembers: mapper.remembers,
        get malformed() {
          return mapper.malformed;
        },
      };
    },
  };
}

/** Keys are sent there. */
function withoutQuery(address: string): string {
  const { origin, protocol, host, pathname } = new URL(address);
  return `${origin === 'null' ? `${protocol}//${host}` : origin}${pathname}`;
}
