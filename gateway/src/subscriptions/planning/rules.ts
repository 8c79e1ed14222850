import type { ASTVisitor, ValidationContext } from 'graphql';
import { conditionalRootFault } from '../../limits/conditional-root.ts';

/** Runs alone, before the rules that would throw. */
export function NoConditionalRoot(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const fault = conditionalRootFault(document);
      if (fault) context.reportError(fault);
    },
  };
}
