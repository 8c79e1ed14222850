/** One line of the table: what was looked at, what it must be, what it is. */
export interface Finding {
  readonly name: string;
  readonly bar: string;
  readonly found: string | number | null;
  readonly met: boolean;
}

/** Of what must not be at all. */
export function none(name: string, found: number): Finding {
  return { name, bar: '0', found, met: found === 0 };
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function sayTable(findings: readonly Finding[]): void {
  const rows = [{ name: 'what', bar: 'must be', found: 'is', met: null }, ...findings];
  const width = (read: (row: (typeof rows)[number]) => unknown) => Math.max(...rows.map((row) => String(read(row)).length));
  const [first, second, third] = [width(({ name }) => name), width(({ bar }) => bar), width(({ found }) => found ?? 'never')];
  for (const { name, bar, found, met } of rows) {
    const mark = met === null ? '' : met ? 'met' : 'NOT MET';
    say(`  ${name.padEnd(first)}  ${bar.padEnd(second)}  ${String(found ?? 'never').padEnd(third)}  ${mark}`.trimEnd());
  }
}
