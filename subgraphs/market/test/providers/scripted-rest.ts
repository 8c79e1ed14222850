import type { RestAnswer, RestClient } from '../../src/providers/rest/rest-answer.ts';

/** A REST client that answers what a test says, and remembers what it was asked. */
export function scriptedRest(answer: (path: string, query: Readonly<Record<string, string>>) => RestAnswer) {
  const asked: string[] = [];
  const rest: RestClient = {
    get: async (path, query) => {
      asked.push(`${path}?${new URLSearchParams(query)}`);
      return answer(path, query);
    },
  };
  return { rest, asked };
}
