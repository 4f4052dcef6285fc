// Windows of facts, which a preview reads as a replay does.
import { createFactReader, type Fact, indexFacts, type Input, type Source } from "alerts/readings";
import { whereOf } from "./family.ts";
import type { ReadWindow } from "./windows.ts";

/** A name that no attribute has: the store has checked the conditions, and `1` says that a fact fits. */
export const fitsKey = "\u0000fits";

/** Windows of facts in which attributes are those of the groups, and {@link fitsKey} where the source has conditions. */
export function factWindows(input: Input, facts: readonly Fact[]): ReadWindow {
  const reader = createFactReader(indexFacts(facts));
  const { source, groupBy } = input;
  const where = whereOf(source).length === 0 ? undefined : { [fitsKey]: "1" };
  const own = { ...input, source: { ...source, service: undefined, where } as unknown as Source, groupBy };
  return (from, to) => {
    const reading = reader({ ...own, windowMs: to - from, agoMs: 0 }, to);
    return "groups" in reading ? reading.groups : [];
  };
}
