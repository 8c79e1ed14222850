import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { type Connect, defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { initialRouteBudget } from './tools/initial-route-budget.ts';

const gateway = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:4000';
const proxy = { '/graphql': { target: gateway, ws: true } };

/** The gateway serves the playground without its file name; so do `vite` and `vite preview`. */
function playgroundAddress(): Plugin {
  const rewrite: Connect.NextHandleFunction = (request, _response, next) => {
    if (request.url?.split('?')[0] === '/playground') request.url = '/playground.html';
    next();
  };
  return {
    name: 'playground-address',
    configureServer: (server) => void server.middlewares.use(rewrite),
    configurePreviewServer: (server) => void server.middlewares.use(rewrite),
  };
}

/** The code of graphql-js that only the playground uses stays with the playground, so it is not named here. What every page of the dashboard needs, in files that change less often than our own code. */
function vendorChunk(id: string): string | null {
  if (!id.includes('node_modules')) return null;
  if (/node_modules\/(react|react-dom|scheduler|wouter|regexparam)\//.test(id)) return 'react';
  if (/node_modules\/(@apollo\/client|@wry|optimism|graphql-ws|rxjs|@graphql-typed-document-node)\//.test(id)) return 'apollo';
  return null;
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), playgroundAddress(), initialRouteBudget('index', 180)],
  resolve: { conditions: ['@marketgraph/source', ...defaultClientConditions], dedupe: ['graphql', 'react', 'react-dom'] },
  css: { modules: { generateScopedName: '[name]_[local]_[hash:5]' } },
  build: {
    target: ['chrome123', 'safari17.5', 'firefox121'],
    manifest: true,
    chunkSizeWarningLimit: 4_000,
    rollupOptions: {
      input: { index: 'index.html', playground: 'playground.html' },
      // GraphiQL ships "use no memo" hints for a compiler that is not used here.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      output: { manualChunks: vendorChunk },
    },
  },
  server: { host: '127.0.0.1', port: 4301, proxy },
  preview: { host: '127.0.0.1', port: 4301, proxy },
});
