import type { DataSource, DataSourceRequest, TextQuestion } from '../../src/queries/data-source.ts';

/** A source whose answers are texts, as over HTTP. `asked` is told of each question. */
export function tellingTexts(source: DataSource, asked: () => void): DataSource {
  const process = async (request: DataSourceRequest) => {
    asked();
    return JSON.parse(JSON.stringify(await source.process(request)));
  };
  const ask = async ({ query, operationName, variables, context }: TextQuestion) => {
    const request = { query, operationName, variables: JSON.parse(variables) };
    return JSON.stringify(await process({ kind: 'incoming operation', request, context } as unknown as DataSourceRequest));
  };
  return { process, texts: { ask, read: (text) => JSON.parse(text) } };
}
