const STACK = /\bat [^\n"]{1,200}:\d+:\d+|node_modules|\bnode:internal|\/src\/[\w-]+\//;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** What an answer must not be, whatever was asked; null: nothing is wrong with it. `status` is null where it was told in a stream or socket. */
export function judgeAnswer(status: number | null, text: string, { hasBody = true } = {}): string | null {
  if (status !== null && status >= 500) return `a status of ${status}`;
  if (text.includes('INTERNAL_SERVER_ERROR')) return 'an INTERNAL_SERVER_ERROR';
  if (STACK.test(text)) return 'a stack trace';
  if (status !== null && status >= 400 && hasBody) return judgeRefusal(text);
  return null;
}

function judgeRefusal(text: string): string | null {
  const errors = errorsIn(text);
  if (!errors?.length) return 'a refusal without errors in JSON';
  const isUniform = errors.every(({ message, extensions: { code, retryable, traceId } = {} }) => {
    return (
      typeof message === 'string' && /^[A-Z_]+$/.test(String(code)) && typeof retryable === 'boolean' && TRACE_ID.test(String(traceId))
    );
  });
  return isUniform ? null : 'an error without a code, retryable or traceId';
}

interface Told {
  readonly message?: unknown;
  readonly extensions?: { readonly code?: unknown; readonly retryable?: unknown; readonly traceId?: unknown };
}

function errorsIn(text: string): readonly Told[] | null {
  try {
    return JSON.parse(text).errors ?? null;
  } catch {
    return null;
  }
}
