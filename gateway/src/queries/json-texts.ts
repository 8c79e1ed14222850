const MAX_TEXTS = 2_000;

/** Query texts as JSON strings, each written once: they come from plans, again and again. */
export class JsonTexts {
  readonly #known = new Map<string, string>();

  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_TEXTS) this.#known.clear();
    const json = JSON.stringify(text);
    this.#known.set(text, json);
    return json;
  }
}
