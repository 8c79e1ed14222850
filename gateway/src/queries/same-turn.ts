import { Deadline } from '@marketgraph/service';
import { inTime } from './request-deadline.ts';

interface Question<Answer> {
  readonly turn: Promise<void>;
  /** Of all who ask it. */
  readonly deadlines: Deadline[];
  answer?: Promise<Answer>;
}

/**
 * What is asked in the same words in one turn of the event loop is asked once. Nobody joins a question that has been sent: its answer could
 * be older than what whoever joins knows already, such as a mutation's result, an event or its own `liveCursor`.
 */
export class SameTurn<Answer> {
  #asked = new Map<string, Question<Answer>>();

  async ask(text: string, deadline: Deadline, send: (deadline: Deadline) => Promise<Answer>): Promise<Answer> {
    const question = this.#asked.get(text) ?? this.#begin(text);
    question.deadlines.push(deadline);
    await question.turn;
    if (question.deadlines.length === 1) return send(deadline);
    question.answer ??= send(latest(question.deadlines));
    return inTime(deadline, question.answer);
  }

  #begin(text: string): Question<Answer> {
    if (this.#asked.size === 0) setImmediate(() => this.#asked.clear());
    const question = { turn: new Promise<void>((resolve) => setImmediate(resolve)), deadlines: [] };
    this.#asked.set(text, question);
    return question;
  }
}

/** Who leaves ends nothing that others wait for. */
function latest(deadlines: readonly Deadline[]): Deadline {
  return new Deadline(Math.max(...deadlines.map(({ remainingMs }) => remainingMs)));
}
