import { type EnumType, isCustomScalarType, isEnumType, type NamedType, type ScalarType } from '@apollo/federation-internals';

/** Whether a value is one of the type; null where everything is. */
export type LeafCheck = (value: unknown) => boolean;

const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

/** As the stock executor judges them: values are not converted, but a wrong one does not pass. */
export function leafCheck(type: NamedType): LeafCheck | null {
  if (isEnumType(type)) return ofEnum(type);
  if (isCustomScalarType(type)) return null;
  switch ((type as ScalarType).name) {
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    case 'Int':
      return isInteger;
    case 'Float':
      return (value) => typeof value === 'number' && Number.isFinite(value);
    case 'ID':
      return (value) => typeof value === 'string' || isInteger(value);
    default:
      return (value) => typeof value === 'string';
  }
}

function isInteger(value: unknown): boolean {
  return typeof value === 'number' && (Number.isSafeInteger(value) || (Number.isFinite(value) && INTEGER.test(String(value))));
}

function ofEnum(type: EnumType): LeafCheck {
  const names = new Set(type.values.map(({ name }) => name));
  return (value) => typeof value === 'string' && names.has(value);
}
