import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { answerRefusal, Refusal } from '../queries/refusal.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Nothing is loaded from elsewhere. Monaco, the playground's editor, writes style elements and starts its workers from blobs;
 * sockets are named because 'self' does not cover ws: in every browser.
 */
const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const NOTHING = new Refusal(404, 'NOT_FOUND', 'There is nothing here.', securityHeaders);
const READ_ONLY = new Refusal(405, 'METHOD_NOT_ALLOWED', 'This can be read, and nothing else.', { ...securityHeaders, allow: 'GET, HEAD' });

const DASHBOARD = 'index.html';
/** Asked for again each time: the next supergraph may be Marketgraph's. */
const TO_PLAYGROUND = { ...securityHeaders, location: '/playground', 'cache-control': 'no-store', 'content-length': 0 };

interface StaticFile {
  readonly path: string;
  readonly size: number;
  readonly modified: Date;
}

/** The built web pages: `/playground` is its own page, every other address without a file is the dashboard's to show. */
export class StaticFiles {
  readonly #root: string;

  constructor(
    root: string,
    /** Of Marketgraph; another graph has the playground in its place. */
    private readonly hasDashboard: () => boolean,
  ) {
    this.#root = resolve(root);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answerRefusal(request, response, READ_ONLY);
    const path = pathOf(request.url ?? '/');
    const file = path === null ? null : await this.#find(path);
    if (file?.path === this.#dashboard && !this.hasDashboard()) return void response.writeHead(302, TO_PLAYGROUND).end();
    if (file) return this.#send(file, request, response);
    if (path === '/' || path === '/playground') return noPages(response);
    answerRefusal(request, response, NOTHING);
  }

  get #dashboard(): string {
    return join(this.#root, DASHBOARD);
  }

  async #find(path: string): Promise<StaticFile | null> {
    if (path === '/playground' || path === '/playground/') return this.#file('playground.html');
    if (path === '/') return this.#file(DASHBOARD);
    const file = await this.#file(path.slice(1));
    // A missing asset must fail as such: only addresses of pages lead to the dashboard.
    return file ?? (extname(path) === '' ? this.#file(DASHBOARD) : null);
  }

  async #file(name: string): Promise<StaticFile | null> {
    const path = resolve(join(this.#root, name));
    if (!path.startsWith(this.#root + sep)) return null;
    const stats = await stat(path).catch(() => null);
    return stats?.isFile() ? { path, size: stats.size, modified: stats.mtime } : null;
  }

  async #send({ path, size, modified }: StaticFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const tag = `"${size.toString(36)}-${modified.getTime().toString(36)}"`;
    const headers = { ...securityHeaders, etag: tag, 'cache-control': cacheControl(path) };
    if (request.headers['if-none-match'] === tag) return void response.writeHead(304, headers).end();
    response.writeHead(200, {
      ...headers,
      'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
      'content-length': size,
    });
    if (request.method === 'HEAD') return void response.end();
    // A reader that leaves in the middle is no fault.
    await pipeline(createReadStream(path), response).catch(() => response.destroy());
  }
}

/** The build names assets after their content: they never change. Pages name the assets, so they are asked for each time. */
function cacheControl(path: string): string {
  return /-[\w-]{8,}\.\w+$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Null where the address is not valid. */
function pathOf(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0] ?? '/');
    return path.startsWith('/') && !/[\0\\]/.test(path) ? path : null;
  } catch {
    return null;
  }
}

function noPages(response: ServerResponse): void {
  const text = 'The web pages are not built. Run "npm run build", or use the graph at /graphql.\n';
  response.writeHead(200, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(text);
}
