/** {name} is the instrument, {percent} how far it went, e.g. "1.2%", always without a sign. */
export interface TemplateSet {
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly neutral: readonly string[];
}
