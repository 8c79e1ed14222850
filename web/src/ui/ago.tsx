import { formatAgo, formatDateTime } from '../formatting/times.ts';
import { useNow } from './use-now.ts';

export function Ago({ instant }: { instant: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={formatDateTime(instant)}>
      {formatAgo(instant, now)}
    </time>
  );
}
