export interface Piece {
  readonly text: string;
  readonly marked: boolean;
  readonly at: number;
}

/** Cuts a text so that the first place of each word the sentiment rests on stands alone. */
export function markedPieces(text: string, evidence: readonly string[]): Piece[] {
  const places = evidence
    .map((words): [number, number] => [text.indexOf(words), words.length])
    .filter(([at, length]) => at >= 0 && length > 0)
    .sort(([a], [b]) => a - b);
  const pieces: Piece[] = [];
  let done = 0;
  for (const [at, length] of places) {
    if (at < done) continue;
    if (at > done) pieces.push({ text: text.slice(done, at), marked: false, at: done });
    pieces.push({ text: text.slice(at, at + length), marked: true, at });
    done = at + length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false, at: done });
  return pieces;
}
