// Families while they are gathered. A name that means two things, or a series that would be there twice, makes an exposition
// that no scraper takes: the first one stays, the other is left out, and both are named.
import type { Family, FamilySeries, FamilyType, Labels } from "./family.ts";

/** A family to open. */
export interface FamilyHead {
  readonly name: string;
  readonly sample: string;
  readonly type: FamilyType;
  readonly unit: string;
  readonly help: string;
  /** What it is opened for, to name it. */
  readonly origin: string;
}

/** Families that still grow. */
export interface OpenFamilies {
  /** The family of `head`, which may have series of others already; undefined when its name is taken. */
  open(head: FamilyHead): OpenFamily | undefined;
  families(): readonly Family[];
  /** What was left out or left unsaid, each in a sentence. */
  conflicts(): readonly string[];
}

/** A family that still grows. */
interface OpenFamily {
  readonly type: FamilyType;
  /** Adds a series, unless one with its labels is there. */
  add(series: FamilySeries, origin: string): void;
}

interface Growing extends OpenFamily {
  readonly head: FamilyHead;
  help: string;
  readonly series: FamilySeries[];
}

/** No families yet. */
export function createOpenFamilies(): OpenFamilies {
  const families = new Map<string, Growing>();
  const taken = new Map<string, Growing>();
  const conflicts = new Set<string>();

  function claim(head: FamilyHead): OpenFamily | undefined {
    const names = namesOf(head);
    const other = names.map((name) => taken.get(name)).find((family) => family !== undefined);
    if (other !== undefined) {
      const { origin, type } = other.head;
      conflicts.add(
        `${head.origin} (${head.type}) is left out: as ${head.sample} it falls together with ${origin} (${type})`,
      );
      return undefined;
    }
    const family = grow(head, conflicts);
    families.set(head.name, family);
    for (const name of names) taken.set(name, family);
    return family;
  }

  return {
    open(head) {
      const known = families.get(head.name);
      if (known === undefined || known.type !== head.type || known.head.sample !== head.sample)
        return claim(head);
      if (known.help === "") known.help = head.help;
      else if (head.help !== "" && head.help !== known.help) {
        conflicts.add(`${head.origin} has two descriptions: the first is used`);
      }
      return known;
    },
    // what has no description is explained by its name in OpenTelemetry: linters want a text
    families: () =>
      [...families.values()].map(({ head, help, series }) => ({
        ...head,
        help: help || head.origin,
        series,
      })),
    conflicts: () => [...conflicts],
  };
}

function grow(head: FamilyHead, conflicts: Set<string>): Growing {
  const series: FamilySeries[] = [];
  const seen = new Set<string>();
  return {
    head,
    type: head.type,
    help: head.help,
    series,
    add(one, origin) {
      const key = keyOf(one.labels);
      if (seen.has(key)) {
        conflicts.add(`series of ${origin} are left out: others of ${head.origin} have the same labels`);
        return;
      }
      seen.add(key);
      series.push(one);
    },
  };
}

// all names that a family occupies in any of the formats
function namesOf({ name, sample, type }: FamilyHead): readonly string[] {
  if (type === "histogram")
    return [name, `${name}_bucket`, `${name}_count`, `${name}_sum`, `${name}_created`];
  if (type === "counter") return [name, sample, `${name}_created`];
  return [name, sample];
}

/** One text for the labels in any order. */
function keyOf(labels: Labels): string {
  const texts = labels.map((label) => JSON.stringify(label));
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return texts.sort().join();
}
