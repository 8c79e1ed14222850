/** Something that can be killed, held still and brought back. */
export interface Victim {
  readonly name: string;
  /** kill -9, of its children too. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT: connections stay open and nothing answers. */
  hold(): void;
  release(): void;
  /** Able to work, as it says itself. */
  ready(): Promise<boolean>;
  /** What it says of itself, where it says something. */
  state?(): Promise<string>;
}

export async function untilReady(victim: Victim, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await victim.ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${victim.name} did not become ready within ${withinMs / 1_000} s. ${(await victim.state?.()) ?? ''}`);
}
