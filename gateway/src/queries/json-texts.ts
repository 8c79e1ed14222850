import { KeptOperations } from '../execution/kept-operations.ts';

/** Query texts as JSON strings, each written once: they come from plans, again and again. */
export class JsonTexts {
  readonly #known = new KeptOperations<string>();

  of(text: string): string {
    const known = this.#known.find(text);
    if (known !== undefined) return known;
    const json = JSON.stringify(text);
    this.#known.keep(text, json, text.length);
    return json;
  }
}
