import { z } from 'zod';

/** 2013-10-07 (midnight UTC), 2013-10-07T14:30:00Z or milliseconds since 1970. */
export const instantOption = z.string().transform((text, context) => {
  const at = /^\d{11,}$/.test(text) ? Number(text) : /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  // The 30th of February would be one of March.
  const isDay = text.includes('-') && !Number.isNaN(at) ? new Date(at).toISOString().startsWith(text.slice(0, 10)) : !text.includes('-');
  if (Number.isNaN(at) || !isDay) context.addIssue(`${JSON.stringify(text)} is no time (2013-10-07 or 2013-10-07T14:30:00Z, UTC).`);
  return at;
});

export const rangeOptions = { from: { type: 'string' }, to: { type: 'string' } } as const;

export const rangeGiven = { from: instantOption.optional(), to: instantOption.optional() };

export function rangeOf({
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
}: {
  from?: number | undefined;
  to?: number | undefined;
}) {
  return { from, to };
}

export function isForward({ from, to }: { from?: number | undefined; to?: number | undefined }): boolean {
  return from === undefined || to === undefined || from < to;
}

export const notForward = { message: 'must be later than --from.', path: ['to'] };
