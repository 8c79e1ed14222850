/** Something in an operation or its plan that the executor behind knows and what is compiled does not. */
export class NotCompiled extends Error {}

/** Null where something is not compiled. */
export function compiledOrNull<T>(compile: () => T): T | null {
  try {
    return compile();
  } catch (error) {
    if (error instanceof NotCompiled) return null;
    throw error;
  }
}
