/** What has a part in the position. */
export interface PositionPart {
  /** Whether there is anything to keep yet. */
  readonly begun: boolean;
  text(): string;
}

interface Group {
  readonly parts: PositionPart[];
  text: string | null;
}

const GROUP = 16;

/** The parts of a position, joined in groups: it is written with every delivery, and few parts change between two. */
export class PositionParts {
  readonly #groups: Group[] = [];
  readonly #groupOf = new Map<PositionPart, Group>();

  add(part: PositionPart): void {
    const last = this.#groups.at(-1);
    const group = last && last.parts.length < GROUP ? last : { parts: [], text: null };
    if (group !== last) this.#groups.push(group);
    group.parts.push(part);
    group.text = null;
    this.#groupOf.set(part, group);
  }

  changed(part: PositionPart): void {
    const group = this.#groupOf.get(part);
    if (group) group.text = null;
  }

  text(): string {
    return this.#groups
      .map((group) => {
        group.text ??= textOf(group.parts);
        return group.text;
      })
      .filter((text) => text !== '')
      .join(',');
  }
}

function textOf(parts: readonly PositionPart[]): string {
  return parts
    .filter(({ begun }) => begun)
    .map((part) => part.text())
    .join(',');
}
