/** An answer that is not as its schema promises in a way that only the stock executor's own shaping judges. */
export class OddAnswer extends Error {}
