import type { AlertParts } from '../../../graphql/generated/fragments.ts';

export interface ToastQueue {
  readonly shown: readonly AlertParts[];
  /** How many made room for others since the stack was last empty; the history has them all. */
  readonly collapsed: number;
}

export const noToasts: ToastQueue = { shown: [], collapsed: 0 };

/** More than this at once nobody reads. */
const most = 3;

export function withToast({ shown, collapsed }: ToastQueue, alert: AlertParts): ToastQueue {
  const others = shown.filter((toast) => toast.id !== alert.id);
  const next = [...others, alert];
  if (next.length <= most) return { shown: next, collapsed };
  const oldestPassing = next.findIndex((toast) => toast.severity !== 'CRITICAL');
  return { shown: next.filter((_, index) => index !== Math.max(0, oldestPassing)), collapsed: collapsed + 1 };
}

export function withoutToast(queue: ToastQueue, id: string): ToastQueue {
  const shown = queue.shown.filter((toast) => toast.id !== id);
  if (shown.length === queue.shown.length) return queue;
  return { shown, collapsed: shown.length === 0 ? 0 : queue.collapsed };
}
