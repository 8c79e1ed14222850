/** An answer that is being written: texts in their order, and places that later answers fill. One list of slices is far less to collect than their concatenations. */
export type Pieces = (string | Pieces)[];

/** Written over: nested pieces become text. */
export function textOf(pieces: Pieces): string {
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece !== 'string') pieces[index] = textOf(piece);
  }
  return pieces.join('');
}
