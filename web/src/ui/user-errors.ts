export interface UserErrorFacts {
  readonly message: string;
  readonly field: readonly string[] | null;
}

export interface SortedErrors {
  readonly byField: Readonly<Record<string, string>>;
  readonly general: readonly string[];
}

/** An error's path ends in the name of its field; what names none that the form has stands above the form. */
export function sortErrors(errors: readonly UserErrorFacts[], fields: readonly string[]): SortedErrors {
  const byField: Record<string, string> = {};
  const general: string[] = [];
  for (const { message, field } of errors) {
    const name = [...(field ?? [])].reverse().find((part) => fields.includes(part));
    if (name && !byField[name]) byField[name] = message;
    else if (!name) general.push(message);
  }
  return { byField, general };
}
