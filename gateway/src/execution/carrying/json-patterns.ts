import { type EnumType, isCustomScalarType, isEnumType, type NamedType, type ScalarType } from '@apollo/federation-internals';

/** A part of a regular expression. Nothing that it matches can be matched in two ways, so that none takes long over a text that does not fit. */
export type Pattern = string;

const CHARACTERS = String.raw`[^"\\\x00-\x1f]*`;
const ESCAPED = String.raw`\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`;
const TEXT: Pattern = `"${CHARACTERS}(?:${ESCAPED}${CHARACTERS})*"`;
/** Those that are exact as numbers of JavaScript. */
const INTEGER: Pattern = '(?:0|-?[1-9][0-9]{0,14})';
/**
 * As JavaScript writes numbers: no -0, no zeros at the end, nothing that is written with an exponent, no integers that it would round. Digits
 * of a fraction are not counted, which would take as long as everything else: those that are too many are one number to whoever reads doubles.
 */
const NUMBER: Pattern = String.raw`(?:-(?!0[,\]}]))?(?:0(?!\.0{6})|[1-9][0-9]{0,14})(?:\.[0-9]+(?<!0))?`;
const BOOLEAN: Pattern = '(?:true|false)';
const ANY_LEAF: Pattern = `(?:${TEXT}|${NUMBER}|${BOOLEAN})`;

/** Of a member that nobody is told of. */
export const UNTOLD: Pattern = nullable(ANY_LEAF);

/** What is matched is of the type: see leaf-values.ts. Not all that is of it is matched. */
export function leafPattern(type: NamedType): Pattern {
  if (isEnumType(type)) return `"(?:${(type as EnumType).values.map(({ name }) => name).join('|')})"`;
  if (isCustomScalarType(type)) return ANY_LEAF;
  switch ((type as ScalarType).name) {
    case 'Boolean':
      return BOOLEAN;
    case 'Int':
      return INTEGER;
    case 'Float':
      return NUMBER;
    case 'ID':
      return `(?:${TEXT}|${INTEGER})`;
    default:
      return TEXT;
  }
}

export function nullable(pattern: Pattern): Pattern {
  return `(?:null|${pattern})`;
}

export function listOf(item: Pattern): Pattern {
  return String.raw`\[(?:${item}(?:,${item})*)?\]`;
}

export function objectOf(members: readonly Pattern[]): Pattern {
  return String.raw`\{${members.join(',')}\}`;
}

export function oneOf(patterns: readonly Pattern[]): Pattern {
  return patterns.length === 1 ? (patterns[0] ?? '') : `(?:${patterns.join('|')})`;
}
