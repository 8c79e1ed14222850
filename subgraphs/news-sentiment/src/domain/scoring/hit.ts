/** One finding in a text: what it is worth and where the words for it stand. */
export interface Hit {
  readonly value: number;
  readonly start: number;
  readonly end: number;
}
