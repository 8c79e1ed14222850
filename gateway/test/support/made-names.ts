import type { Dice } from './dice.ts';

/** Names, aliases, variables and conditions of one operation that is made at random. */
export class MadeNames {
  /** Values of variables. */
  readonly given: Record<string, unknown> = {};
  readonly #declared: { readonly name: string; readonly type: string; readonly text: string }[] = [];
  #names = 0;

  constructor(
    private readonly dice: Dice,
    /** How likely one is at each place. */
    private readonly conditions = 0.14,
  ) {}

  /** Of all variables, where there are any. */
  get declarations(): string {
    return this.#declared.length > 0 ? `(${this.#declared.map(({ text }) => text).join(', ')})` : '';
  }

  name(letter: string): string {
    return `${letter}${this.#names++}`;
  }

  alias(probability: number): string {
    return this.dice.chance(probability) ? `${this.name('a')}: ` : '';
  }

  condition(): string {
    if (!this.dice.chance(this.conditions)) return '';
    const literal = String(this.dice.chance(0.5));
    const value = this.dice.chance(0.3) ? literal : this.variable('Boolean!', literal, this.dice.chance(0.5));
    return ` @${this.dice.pick(['include', 'skip'])}(if: ${value})`;
  }

  /** One that is there already, or a new one; it may have the literal as its default, and no value where it needs none. */
  variable(type: string, literal: string | null, value: unknown): string {
    const again = this.dice.chance(0.3) ? this.dice.pick(this.#declared.filter((known) => known.type === type)) : undefined;
    if (again) return `$${again.name}`;
    const name = this.name('v');
    const hasDefault = literal !== null && this.dice.chance(0.4);
    const mayBeAbsent = hasDefault || !type.endsWith('!');
    if (value !== undefined && (!mayBeAbsent || this.dice.chance(0.6))) this.given[name] = value;
    this.#declared.push({ name, type, text: `$${name}: ${type}${hasDefault ? ` = ${literal}` : ''}` });
    return `$${name}`;
  }
}
