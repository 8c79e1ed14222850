// All subgraphs in one process. What was asked once is answered from memory, so that the gateway is what is measured. Counts what it is asked.
import { type AddressInfo, createServer } from 'node:net';
import { type GraphQLSchema, graphql } from 'graphql';
import { cannedNames, cannedSchema } from './canned-graphs.ts';
import { type HttpMessage, HttpMessages } from './http-messages.ts';

export interface SubgraphReport {
  readonly port?: number;
  /** By gateway and subgraph. */
  readonly fetches?: Readonly<Record<string, number>>;
}

const RENAMED = 'renamed';
const schemas = new Map<string, GraphQLSchema>(cannedNames.map((name) => [name, cannedSchema(name)]));
const answers = new Map<string, Buffer>();
const fetches: Record<string, number> = {};

const server = createServer({ noDelay: true }, (socket) => {
  const messages = new HttpMessages((message) => {
    const answer = answerOf(message);
    if (Buffer.isBuffer(answer)) socket.write(answer);
    else void answer.then((bytes) => socket.write(bytes));
  });
  socket.on('data', (chunk) => messages.add(chunk));
  // A gateway that is ended in the middle of an answer is no fault of ours.
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
process.on('message', () => tell({ fetches }));
process.once('disconnect', () => process.exit(0));

function tell(report: SubgraphReport): void {
  process.send?.(report);
}

function answerOf({ head, body }: HttpMessage): Buffer | Promise<Buffer> {
  const [, gateway = '', name = ''] = head.slice(0, head.indexOf('\r\n')).split('/');
  const schema = schemas.get(name);
  if (!schema || !head.startsWith('POST')) return written('{}');
  // What the gateway asks for itself, now and then.
  if (!body.includes(RENAMED)) fetches[`${gateway} ${name}`] = (fetches[`${gateway} ${name}`] ?? 0) + 1;
  const asked = `${name} ${body.toString('latin1')}`;
  return answers.get(asked) ?? execute(schema, body).then((answer) => remember(asked, answer));
}

async function execute(schema: GraphQLSchema, body: Buffer): Promise<string> {
  const { query, variables, operationName } = JSON.parse(body.toString('utf8'));
  return JSON.stringify(await graphql({ schema, source: query, variableValues: variables, operationName }));
}

function remember(asked: string, answer: string): Buffer {
  const bytes = written(answer);
  answers.set(asked, bytes);
  return bytes;
}

function written(body: string): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}
