import type { AlertParts } from '../../../graphql/generated/fragments.ts';

/** More than this at once nobody reads: the older ones are in the history. */
const most = 4;

export function withToast(toasts: readonly AlertParts[], alert: AlertParts): AlertParts[] {
  const others = toasts.filter((toast) => toast.id !== alert.id);
  const next = [...others, alert];
  if (next.length <= most) return next;
  const oldestPassing = next.findIndex((toast) => toast.severity !== 'CRITICAL');
  return next.filter((_, index) => index !== Math.max(0, oldestPassing));
}

export function withoutToast(toasts: readonly AlertParts[], id: string): AlertParts[] {
  return toasts.filter((toast) => toast.id !== id);
}
