// The values of all series of a full tree. Nearly every set that is new then has a value that no series has. That is found on the values as
// given, without redacting or canonicalizing them.
import type { AnyValue } from "otlp";
import type { AttributeList } from "../attributes/attribute-list.ts";
import { indexIn } from "../context/context-attributes.ts";
import type { Pair } from "../cardinality/guard.ts";
import type { Series } from "./series.ts";

/** The values of each key. */
export interface SeriesValues {
  /**
   * Whether `attributes` are certainly a set that no series has; false is not a statement. `onMiss` is called with the values that make it so.
   *
   * Keys that redaction has changed are never certain: two secrets may become one mark.
   */
  misses(attributes: object, onMiss: ((key: string, value: unknown) => void) | undefined): boolean;
  /** Whether some attribute of `list`, which is final, has a value that no series has. */
  isNew(list: Readonly<AttributeList>): boolean;
  /** The key with most values, and how many they are; undefined where no key has two. */
  largest(): readonly [key: string | undefined, values: number];
}

/** Keys of which some value left otherwise than it was given. */
export interface ChangedKeys {
  readonly keys: Set<string>;
  /** Whether a key itself did. */
  some: boolean;
}

/** Notes in `changed` what of `pairs` is not in `list` as it was given. */
export function noteChanges(
  changed: ChangedKeys,
  pairs: readonly Pair[],
  list: Readonly<AttributeList>,
): void {
  let same = 0;
  for (const [key, value] of pairs) {
    const at = indexIn(list as AttributeList, key);
    if (at !== -1) same += 2;
    if (at === -1 || list[at + 1] !== value) changed.keys.add(key);
  }
  if (same < list.length) changed.some = true;
}

/** The values of `all`. `keep` says which attributes count; all do when undefined. */
export function createSeriesValues(
  all: readonly Series[],
  changed: ChangedKeys,
  keep: ((key: string) => boolean) | undefined,
): SeriesValues {
  const values = valuesOf(all);
  // by what was given: only keys that leave as they are
  const given = new Map(changed.some ? [] : [...values].filter(([key]) => !changed.keys.has(key)));

  return {
    misses(attributes, onMiss) {
      if (typeof attributes !== "object") return false;
      let found = false;
      for (const key in attributes) {
        if (keep !== undefined && !keep(key)) continue;
        const value = (attributes as Record<string, unknown>)[key];
        if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") continue;
        const ofKey = given.get(key);
        if (ofKey === undefined || ofKey.has(value)) continue;
        found = true;
        onMiss?.(key, value);
      }
      return found;
    },
    isNew(list) {
      for (let at = 0; at < list.length; at += 2) {
        const value = list[at + 1] as AnyValue;
        if (value === null || typeof value === "object") continue;
        if (values.get(list[at] as string)?.has(value) !== true) return true;
      }
      return false;
    },
    largest() {
      let found: string | undefined;
      let most = 1;
      for (const [key, { size }] of values) {
        if (size <= most) continue;
        found = key;
        most = size;
      }
      return [found, most];
    },
  };
}

function valuesOf(all: readonly Series[]): Map<string, Set<unknown>> {
  const values = new Map<string, Set<unknown>>();
  for (const { attributes } of all) {
    const { list } = attributes;
    for (let at = 0; at < list.length; at += 2) {
      const key = list[at] as string;
      let ofKey = values.get(key);
      if (ofKey === undefined) values.set(key, (ofKey = new Set()));
      ofKey.add(list[at + 1]);
    }
  }
  return values;
}
