import type { Order } from '../order.ts';
import type { ChosenShape } from '../result-shape.ts';
import { type Carried, compileTexts } from './text-compiler.ts';
import type { Sent, TextProgram } from './text-program.ts';

/** Odd answers in a row after which texts are looked at only now and then: the subgraph writes them otherwise. */
const MOST_ODD = 8;
const LOOKS_EVERY = 64;

interface Tried {
  readonly program: TextProgram | null;
  odd: number;
  skipped: number;
}

/** Answers one operation by the texts of subgraphs' answers, where these can be told as they came. */
export class CarriedTexts {
  readonly #tried = new WeakMap<ChosenShape, Tried>();

  constructor(private readonly carried: Omit<Carried, 'shape'>) {}

  /** Null: whoever knows all odds is to go on, by what was sent. */
  async tell(shape: ChosenShape, order: Order, sent: Sent): Promise<string | null> {
    const tried = this.#of(shape);
    if (!tried.program || (tried.odd >= MOST_ODD && tried.skipped++ % LOOKS_EVERY !== 0)) return null;
    const text = await tried.program.tell(order, sent);
    tried.odd = text === null ? tried.odd + 1 : 0;
    return text;
  }

  #of(shape: ChosenShape): Tried {
    const known = this.#tried.get(shape);
    if (known) return known;
    const tried = { program: compileTexts({ ...this.carried, shape }), odd: 0, skipped: 0 };
    this.#tried.set(shape, tried);
    return tried;
  }
}
