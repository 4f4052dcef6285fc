// Which groups of an objective are listed: those that have least left of their budget.
import { budgetOf, type Counts, type Labels, type Objective, type Sample } from "alerts";

export interface Group {
  readonly labels: Labels;
  readonly sample: Sample | undefined;
}

/** Events before sampling. */
export function countsOf({ part = 0, count = 0, estimated }: Partial<Sample> = {}): Counts {
  return estimated ?? { part, count };
}

/** At most `most` groups. */
export function worstGroups(groups: readonly Group[], objective: Objective, most: number): readonly Group[] {
  if (groups.length <= most) return groups;
  return groups
    .map((group) => ({ group, left: budgetOf(objective, countsOf(group.sample)).left }))
    .toSorted((a, b) => a.left - b.left)
    .slice(0, most)
    .map(({ group }) => group);
}
