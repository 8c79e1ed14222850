/** From `from` on (venue time, ms; the first begins with all time) this source is the one that counts, until the next span begins. */
export interface SourceSpan<S> {
  readonly from: number;
  readonly source: S;
}

/** In the order of time; empty where a symbol never had more than one source. */
export type SourceSpans<S> = readonly SourceSpan<S>[];

/** A piece of time, [from, to), in which one source counts. */
export interface SourcePiece<S> extends SourceSpan<S> {
  readonly to: number;
}

export interface SourceSwitch<S> {
  readonly source: S;
  readonly previous: S | null;
  /** Null where no other source was active before. */
  readonly from: number | null;
}

/** Whose prices of an instant count. Null where nothing is known of alternatives. */
export function activeAt<S>(spans: SourceSpans<S>, at: number): S | null {
  for (let place = spans.length - 1; place >= 0; place--) {
    const span = spans[place];
    if (span && span.from <= at) return span.source;
  }
  return null;
}

export function activeNow<S>(spans: SourceSpans<S>): S | null {
  return spans.at(-1)?.source ?? null;
}

/**
 * The spans after a switch; null when it is to be passed over: decided against a source that is not the active one (two decided at once), or
 * no later than the one before it (it came again). Whoever follows the log in its order comes to the same spans.
 */
export function afterSwitch<S>(spans: SourceSpans<S>, { source, previous, from }: SourceSwitch<S>): SourceSpans<S> | null {
  const last = spans.at(-1);
  const known = last ? spans : [{ from: Number.NEGATIVE_INFINITY, source: previous ?? source }];
  const active = last?.source ?? previous ?? source;
  if (last && (last.source !== previous || source === previous)) return null;
  if (source === active) return known;
  return from !== null && from > (last?.from ?? Number.NEGATIVE_INFINITY) ? [...known, { from, source }] : null;
}

/** Whose prices count in a time, piece by piece, the oldest first. */
export function piecesIn<S>(spans: SourceSpans<S>, { from, to }: { readonly from: number; readonly to: number }): SourcePiece<S>[] {
  return spans.flatMap((span, place) => {
    const piece = { source: span.source, from: Math.max(from, span.from), to: Math.min(to, spans[place + 1]?.from ?? to) };
    return piece.from < piece.to ? [piece] : [];
  });
}
