/**
 * What is asked in the same words in one turn of the event loop is asked once. Nobody joins a question that has been sent: its answer could
 * be older than what whoever joins knows already, such as a mutation's result, an event or its own `liveCursor`.
 */
export class SameTurn<Answer> {
  #asked = new Map<string, Promise<Answer>>();

  ask(question: string, send: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#asked.get(question);
    if (asked) return asked;
    if (this.#asked.size === 0) setImmediate(() => this.#asked.clear());
    const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(send);
    this.#asked.set(question, answer);
    return answer;
  }
}
