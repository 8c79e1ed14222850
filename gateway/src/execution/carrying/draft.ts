/** An answer that is being written: text, and places that later answers fill. */
export class Draft {
  readonly #parts: (string | Draft)[] = [];
  /** After the last place. */
  #last = '';

  add(part: string | Draft): void {
    if (typeof part === 'string') this.#last += part;
    else {
      this.#parts.push(this.#last, part);
      this.#last = '';
    }
  }

  text(): string {
    let whole = '';
    for (const part of this.#parts) whole += typeof part === 'string' ? part : part.text();
    return whole + this.#last;
  }
}
