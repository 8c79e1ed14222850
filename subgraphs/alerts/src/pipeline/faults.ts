import { Fault } from '@marketgraph/service';

/** What can go wrong while rules are evaluated. Both are mended by reading again. */
export const rulesChanged = () => new Fault('RULES_CHANGED', 'A rule was changed while it was evaluated.', true);
export const evaluatedElsewhere = () => new Fault('EVALUATED_ELSEWHERE', 'Another evaluator was faster.', true);
