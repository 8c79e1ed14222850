const steps: readonly [limitMs: number, unitMs: number, suffix: string][] = [
  [60_000, 1_000, 's'],
  [3_600_000, 60_000, 'min'],
  [86_400_000, 3_600_000, 'h'],
  [7 * 86_400_000, 86_400_000, 'd'],
];

/** "4 min ago"; further back than a week, the date. Clocks that differ by a moment do not show the future. */
export function formatAgo(instant: string, now: number): string {
  const age = Math.max(0, now - Date.parse(instant));
  if (age < 5_000) return 'now';
  const step = steps.find(([limit]) => age < limit);
  return step ? `${Math.floor(age / step[1])} ${step[2]} ago` : formatDate(instant);
}

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const dateTime = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export function formatDate(instant: string): string {
  return date.format(new Date(instant));
}

export function formatDateTime(instant: string): string {
  return dateTime.format(new Date(instant));
}

export function formatTime(instant: string): string {
  return time.format(new Date(instant));
}

/** Time of day at a venue, with the city that names its zone: "16:00 New York". */
export function formatVenueTime(instant: string, timezone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: timezone });
  const city = timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
  return `${clock.format(new Date(instant))} ${city}`;
}

export function formatSpan(ms: number): string {
  if (ms < 0.05) return '<1 ms';
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  const hours = Math.floor(ms / 3_600_000);
  return hours < 48 ? `${hours} h ${Math.floor((ms % 3_600_000) / 60_000)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
