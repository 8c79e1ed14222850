/** 17 bits of epochs, 26 of frames and 10 of places in a frame make a whole number below 2^53. */
const PLACES = 2 ** 10;
const FRAMES = 2 ** 26;
const EPOCHS = 2 ** 17;

/**
 * Names what a venue without keys tells by the place of its receipt: which connection, which frame in it, which item of the frame. Only
 * connections that told something count.
 */
export class PlaceKeys {
  #frame = 0;
  #place = 0;

  /** The last epoch that was used. */
  constructor(public epoch: number) {}

  beginConnection(): void {
    this.#frame = FRAMES;
  }

  beginFrame(): void {
    this.#place = 0;
    this.#frame += 1;
    if (this.#frame < FRAMES) return;
    this.epoch = (this.epoch + 1) % EPOCHS;
    this.#frame = 0;
  }

  next(): number {
    if (this.#place === PLACES) this.beginFrame();
    const key = (this.epoch * FRAMES + this.#frame) * PLACES + this.#place;
    this.#place += 1;
    return key;
  }
}
