// Journeys made of the paths that visits took, so that every sum is known from the visits.
import type { JourneyResult } from "contract";
import fc from "fast-check";

/** Steps in the order of their columns. */
export const stepNames = ["a", "b", "c", "d", "e", "f"] as const;

export interface Walk {
  /** Later and later steps. */
  readonly path: readonly string[];
  readonly visits: number;
}

/** Groups of visits, each of which takes no step twice. */
export const anyWalks: fc.Arbitrary<readonly Walk[]> = fc.array(
  fc.record({
    path: fc.subarray([...stepNames], { minLength: 1 }),
    visits: fc.integer({ min: 1, max: 60 }),
  }),
  { minLength: 1, maxLength: 10 },
);

export function sumOf(counted: readonly { readonly visits: number }[]): number {
  return counted.reduce((sum, { visits }) => sum + visits, 0);
}

/** The journey of `walks`, with a loop `back` from the last step of each to its first. */
export function journeyOf(walks: readonly Walk[], back: "loops" | "none" = "none"): JourneyResult {
  const on = (step: string): readonly Walk[] => walks.filter(({ path }) => path.includes(step));
  const hops = walks.flatMap(({ path, visits }) => {
    const forward = path.slice(1).map((to, at) => ({ from: path[at]!, to, visits, loop: false }));
    return back === "none" ? forward : [...forward, { from: path.at(-1)!, to: path[0]!, visits, loop: true }];
  });
  const links = Map.groupBy(hops, ({ from, to, loop }) => `${from} ${to} ${loop}`);
  return {
    truncatedNodes: 0,
    from: "",
    to: "",
    name: "checkout",
    people: sumOf(walks),
    visits: sumOf(walks),
    steps: 0,
    share: 1,
    isEstimate: false,
    goal: "",
    taken: [],
    goalPeople: 0,
    examples: [],
    nodes: stepNames
      .filter((step) => on(step).length > 0)
      .map((step) => ({
        step,
        depth: stepNames.indexOf(step),
        people: sumOf(on(step)),
        visits: sumOf(on(step)),
        left: sumOf(walks.filter(({ path }) => path.at(-1) === step)),
        ended: 0,
        open: 0,
        errors: 0,
      })),
    links: [...links.values()].map((same) => ({
      ...same[0]!,
      visits: sumOf(same),
      medianMs: 1,
      errors: 0,
    })),
  };
}
