/** The cursor of a subscription's event, whichever field it is of. */
export function cursorOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  for (const event of Object.values(data)) {
    if (typeof event === 'object' && event !== null && 'cursor' in event && typeof event.cursor === 'string') return event.cursor;
  }
  return null;
}
