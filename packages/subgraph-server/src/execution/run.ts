import { currentDeadline, type Slices } from '@marketgraph/service';
import { type ExecutionResult, locatedError } from 'graphql';
import { toldFailures } from './failures.ts';
import { keepLongParts, markLong, SHORT } from './long-answers.ts';
import type { Failure, Place, Target } from './places.ts';

type Answer = ExecutionResult<Record<string, unknown>>;
type Step = (data: Target) => void;

/** An answer has so many objects and lists before anybody asks whether the slice is spent; with fewer it is written at once, too: most pay nothing. */
const FREE = 256;
const LOOKS_EVERY = 16;
const LEAVES_PER_OBJECT = 8;

/**
 * One execution. Whatever is known is written into its place of the answer at once, what is promised when it is there; nulls that rise are
 * written when all is told. So any list can be left and gone on with later, and no promises are made beyond those of resolvers.
 */
export class Run {
  #data: Target = {};
  /** Of fields whose arguments depend on variables. */
  readonly argumentsOf: Record<string, unknown>[] = [];
  readonly #deadline = currentDeadline();
  readonly #failures: Failure[] = [];
  #steps: Step[] = [];
  /** What is promised or goes on later. */
  #open = 0;
  #count = 0;
  #looked = FREE - LOOKS_EVERY;
  readonly #long = new Set<object>();
  #told: Answer | undefined;
  #tell: ((told: Answer) => void) | undefined;
  #abandon: ((fault: unknown) => void) | undefined;

  constructor(
    readonly context: unknown,
    readonly variables: Record<string, unknown>,
    private readonly slices: Slices,
  ) {}

  /** What `begin` makes is what the answer has as its data. Each step goes on when all that was set in motion before is told. */
  answer(begin: () => Target, steps: readonly Step[] = []): Answer | Promise<Answer> {
    const first = () => {
      this.#data = begin();
    };
    this.#steps = [first, ...steps];
    this.#next();
    return (
      this.#told ??
      new Promise((resolve, reject) => {
        this.#tell = resolve;
        this.#abandon = reject;
      })
    );
  }

  fail(fault: unknown, place: Place): void {
    place.target[place.key] = null;
    const path = pathTo(place);
    this.#failures.push({ error: locatedError(fault, undefined, path), path, up: place.up });
  }

  wait(promise: PromiseLike<unknown>, then: (value: unknown) => void, place: Place): void {
    this.#open++;
    // Whatever has a `then` may throw in it, or tell at once.
    Promise.resolve(promise).then(
      (value) => (this.isTired() ? this.#goOn(() => then(value), place) : this.#close(() => then(value))),
      (fault) => this.#close(() => this.fail(fault, place)),
    );
  }

  /** To be asked before each object or item that is made. */
  isTired(): boolean {
    if (++this.#count - this.#looked < LOOKS_EVERY) return false;
    this.#looked = this.#count;
    return this.slices.isSpent();
  }

  /** A list of so many items is made in the place. */
  hasList(list: readonly unknown[], place: Place): void {
    if (list.length > SHORT) markLong(list, place, this.#long);
  }

  /** Leaves that were made at once count for less. */
  hasColumn(column: readonly unknown[], place: Place): void {
    this.#count += column.length / LEAVES_PER_OBJECT;
    this.hasList(column, place);
  }

  /** In a later slice, unless nobody waits for it any more by then. */
  later(work: () => void, place: Place): void {
    this.#open++;
    this.#goOn(work, place);
  }

  #goOn(work: () => void, place: Place): void {
    this.slices.later(() => this.#close(() => (this.#deadline?.isOver ? this.fail(this.#deadline.fault(), place) : work())));
  }

  #close(work: () => void): void {
    try {
      work();
      if (--this.#open === 0) this.#next();
    } catch (fault) {
      // A defect of ours: resolvers' faults are told at their places.
      this.#abandon?.(fault);
    }
  }

  #next(): void {
    while (this.#steps.length > 0) {
      const [step, ...others] = this.#steps;
      this.#steps = others;
      // What is open is counted from one, so that nothing is told while the step itself is under way.
      this.#open++;
      step?.(this.#data);
      if (--this.#open > 0) return;
      if (this.#failures.some(({ path, up }) => up >= path.length)) break;
    }
    if (this.#count > FREE) keepLongParts(this.#data, this.#long);
    this.#told = toldFailures(this.#data, this.#failures);
    this.#tell?.(this.#told);
  }
}

function pathTo(place: Place): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Place | undefined = place; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}
