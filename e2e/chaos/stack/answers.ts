const LIMIT_MS = 2_000;

/** Whether somebody says there that all is well, and soon. */
export function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) }).then(
    (response) => response.ok,
    () => false,
  );
}
