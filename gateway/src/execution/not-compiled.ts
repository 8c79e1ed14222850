/** Something in an operation or its plan that the stock executor knows and this one does not. */
export class NotCompiled extends Error {}
