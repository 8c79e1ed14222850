import { useNow } from '../ui/use-now.ts';
import { formatAgo, formatDateTime } from './times.ts';

export function Ago({ instant }: { instant: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={formatDateTime(instant)}>
      {formatAgo(instant, now)}
    </time>
  );
}
