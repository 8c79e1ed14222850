const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;
const SECONDS = /^(\d{1,11})(?:\.(\d{1,9}))?$/;

/** Milliseconds of a time as the websocket writes it; null for anything else, and for days that no calendar has. */
export function instantOf(text: unknown): number | null {
  const [, second, fraction] = (typeof text === 'string' && RFC_3339.exec(text)) || [];
  if (second === undefined) return null;
  const instant = Date.parse(`${second}Z`);
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(second)) return null;
  return instant + millisecondsIn(fraction);
}

/** Milliseconds of a time as REST writes it, in seconds: from its digits, so that both ways tell one trade alike. */
export function instantOfSeconds(digits: unknown): number | null {
  const [, seconds, fraction] = (typeof digits === 'string' && SECONDS.exec(digits)) || [];
  return seconds === undefined ? null : Number(seconds) * 1_000 + millisecondsIn(fraction);
}

function millisecondsIn(fraction = ''): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}
