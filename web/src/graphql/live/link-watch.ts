import type { Later } from '../later.ts';

/** A link that answers nothing for so long has gone mute, however open it seems. */
const patienceMs = 8_000;

/** Gives up a link that has gone mute: graphql-ws waits for a connection, and for a pong, for ever. */
export class LinkWatch {
  #calm = () => {};

  constructor(
    private readonly later: Later,
    private readonly giveUp: () => void,
  ) {}

  /** An answer is due. */
  expect(): void {
    this.#calm();
    this.#calm = this.later(patienceMs, this.giveUp);
  }

  calm(): void {
    this.#calm();
  }
}
