/** Gives back what an operation has; to be called once. */
export type Leave = () => void;

/** One operation that waits for its turn. */
export class Waiting {
  readonly #turn = Promise.withResolvers<Leave | null>();
  /** As soon as it is its turn. */
  leave: Leave | null = null;

  constructor(
    readonly cost: number,
    readonly since: number,
  ) {}

  get turn(): Promise<Leave | null> {
    return this.#turn.promise;
  }

  begin(leave: Leave): void {
    this.leave = leave;
    this.#turn.resolve(leave);
  }

  giveUp(): void {
    this.#turn.resolve(null);
  }
}

/** What one caller has at work, and what waits for that, in order. */
export class Line {
  readonly waiting: Waiting[] = [];
  points = 0;

  constructor(readonly caller: string | object) {}

  get isIdle(): boolean {
    return this.points === 0 && this.waiting.length === 0;
  }

  forget(waiting: Waiting): void {
    const index = this.waiting.indexOf(waiting);
    if (index >= 0) this.waiting.splice(index, 1);
  }
}
