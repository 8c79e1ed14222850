import 'graphiql/setup-workers/vite';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import 'graphiql/style.css';
import './playground.css';
import { examplesOfGraph } from './examples.ts';

const socketUrl = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/graphql`;

/** Typed into the headers editor, the token must also reach the socket, which knows no headers. */
function authorizationOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  const found = Object.entries(params).find(([name]) => name.toLowerCase() === 'authorization');
  return found ? { authorization: String(found[1]) } : {};
}

let authorization: Record<string, string> = {};

const socket = createClient({
  url: socketUrl,
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: () => true,
  connectionParams: () => authorization,
});

const overHttpAndSocket = createGraphiQLFetcher({ url: '/graphql', wsClient: socket });

const fetcher: typeof overHttpAndSocket = (parameters, options) => {
  const named = authorizationOf(options?.headers);
  if (named['authorization'] !== authorization['authorization']) {
    authorization = named;
    socket.terminate();
  }
  return overHttpAndSocket(parameters, options);
};

const root = document.getElementById('root');
if (root) {
  const examples = await examplesOfGraph();
  createRoot(root).render(
    <GraphiQL
      fetcher={fetcher}
      {...(examples && { defaultTabs: examples })}
      defaultEditorToolsVisibility={false}
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <a className="home" href="/">
          Marketgraph
        </a>
      </GraphiQL.Logo>
    </GraphiQL>,
  );
}
