import type { SubscriptionField } from '../fields/subscription-field.ts';
import type { SubscriptionRequest } from '../planning/subscription-request.ts';
import { Group, type GroupTools, groupKey } from './group.ts';

/** The groups of a hub, by what their members share and by the field that they listen to. */
export class Groups {
  readonly #byKey = new Map<string, Group>();
  readonly #ofField = new Map<SubscriptionField, Set<Group>>();

  constructor(private readonly tools: GroupTools) {}

  get size(): number {
    return this.#byKey.size;
  }

  get all(): readonly Group[] {
    return [...this.#byKey.values()];
  }

  listeningTo(field: SubscriptionField): ReadonlySet<Group> | undefined {
    return this.#ofField.get(field);
  }

  of(request: SubscriptionRequest): Group {
    const key = groupKey(request);
    const known = this.#byKey.get(key);
    if (known) return known;
    const group = new Group(key, request, this.tools);
    this.#byKey.set(key, group);
    this.#ofField.set(group.field, (this.#ofField.get(group.field) ?? new Set()).add(group));
    return group;
  }

  /** Nobody claims it any more. */
  end(group: Group): void {
    group.conveyor.stop();
    this.#byKey.delete(group.key);
    this.#ofField.get(group.field)?.delete(group);
  }
}
