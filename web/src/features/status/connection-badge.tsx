import { type ConnectionState, useConnection } from '../../graphql/live/connection.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

const faces: Record<ConnectionState, { tone: Tone; text: string; title: string }> = {
  connecting: { tone: 'neutral', text: 'Connecting', title: 'The live connection is being opened.' },
  live: { tone: 'up', text: 'Live', title: 'Prices, news, signals and alerts arrive as they happen.' },
  reconnecting: {
    tone: 'amber',
    text: 'Reconnecting',
    title: 'The connection was lost. What is shown may be old. It comes back by itself, and what happened meanwhile is told then.',
  },
};

export function ConnectionBadge() {
  const { tone, text, title } = faces[useConnection()];
  return (
    <span aria-live="polite" data-testid="connection">
      <Badge tone={tone} title={title} dot>
        {text}
      </Badge>
    </span>
  );
}
