import {
  astFromValue,
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  print,
} from 'graphql';

/**
 * What is promised but not served, and where what is served is something else than promised. Served in addition
 * is fine. A type that is missing stands for all its fields.
 */
export function compareApi(promisedSdl, servedSdl) {
  const promised = buildSchema(promisedSdl);
  const served = buildSchema(servedSdl);
  const report = { missing: [], different: [], served: new Set() };
  for (const type of Object.values(promised.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    const other = served.getType(type.name);
    if (!other) report.missing.push(type.name);
    else compareType(report, type, other);
  }
  for (const type of Object.values(served.getTypeMap())) noteServed(report.served, type);
  return report;
}

function compareType(report, promised, served) {
  if (promised.constructor !== served.constructor) return report.different.push(`${promised.name}: another kind of type`);
  compareDescription(report, promised.name, promised, served);
  if (isEnumType(promised))
    compareMembers(report, promised.name, byName(promised.getValues()), byName(served.getValues()), compareDescription);
  if (hasFields(promised)) compareMembers(report, promised.name, promised.getFields(), served.getFields(), compareField);
  if (isObjectType(promised)) compareInterfaces(report, promised, served);
}

function compareMembers(report, owner, promised, served, compare) {
  for (const [name, member] of Object.entries(promised)) {
    const coordinate = `${owner}.${name}`;
    if (served[name]) compare(report, coordinate, member, served[name]);
    else report.missing.push(coordinate);
  }
}

function compareField(report, coordinate, promised, served) {
  compareDescription(report, coordinate, promised, served);
  compareSignature(report, coordinate, promised, served);
  const [promisedArguments, servedArguments] = [byName(promised.args ?? []), byName(served.args ?? [])];
  for (const [name, argument] of Object.entries(promisedArguments)) {
    const place = `${coordinate}(${name}:)`;
    if (servedArguments[name]) compareSignature(report, place, argument, servedArguments[name]);
    else report.missing.push(place);
  }
  for (const [name, argument] of Object.entries(servedArguments)) {
    const required = String(argument.type).endsWith('!') && argument.defaultValue === undefined;
    if (required && !promisedArguments[name]) report.different.push(`${coordinate}(${name}:): required, but not promised`);
  }
}

function compareSignature(report, coordinate, promised, served) {
  if (String(promised.type) !== String(served.type))
    report.different.push(`${coordinate}: ${promised.type} was promised, ${served.type} is served`);
  const [first, second] = [defaultOf(promised), defaultOf(served)];
  if (first !== second) report.different.push(`${coordinate}: the default ${first} was promised, ${second} is served`);
}

/** Better words are welcome; none at all breaks the promise. */
function compareDescription(report, coordinate, promised, served) {
  if (promised.description && !served.description) report.different.push(`${coordinate}: its description was dropped`);
}

function compareInterfaces(report, promised, served) {
  const implemented = new Set(served.getInterfaces().map((type) => type.name));
  for (const { name } of promised.getInterfaces()) {
    if (!implemented.has(name)) report.different.push(`${promised.name}: no longer implements ${name}`);
  }
}

function noteServed(served, type) {
  served.add(type.name);
  for (const value of isEnumType(type) ? type.getValues() : []) served.add(`${type.name}.${value.name}`);
  for (const field of hasFields(type) ? Object.values(type.getFields()) : []) {
    served.add(`${type.name}.${field.name}`);
    for (const argument of field.args ?? []) served.add(`${type.name}.${field.name}(${argument.name}:)`);
  }
}

function defaultOf({ type, defaultValue }) {
  const node = defaultValue === undefined ? undefined : astFromValue(defaultValue, type);
  return node ? print(node) : 'none';
}

function hasFields(type) {
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
}

function byName(members) {
  return Object.fromEntries(members.map((member) => [member.name, member]));
}
