/** Runs the task after the given time; the answer cancels it. */
export type Later = (ms: number, task: () => void) => () => void;

export const later: Later = (ms, task) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};
