// Answers made of the paths that visits took, so that every sum is known from the visits.
import type {
  JourneyColumn,
  JourneyColumnLink,
  JourneyColumnNode,
  JourneyColumnsResult,
  JourneyEndings,
} from "contract";
import fc from "fast-check";

const stepNames = ["a", "b", "c", "d", "e"] as const;

export interface Walk {
  readonly path: readonly string[];
  readonly visits: number;
  readonly ending: keyof JourneyEndings;
  /** Visits in which something failed at the last step. */
  readonly failed?: number;
}

/** Groups of visits; no step is repeated in a row. */
export const anyWalks: fc.Arbitrary<readonly Walk[]> = fc.array(
  fc.record({
    path: fc
      .array(fc.constantFrom(...stepNames), { minLength: 1, maxLength: 9 })
      .map((path) => path.filter((step, at) => step !== path[at - 1])),
    visits: fc.integer({ min: 1, max: 60 }),
    ending: fc.constantFrom("completed", "open", "left"),
  }),
  { minLength: 1, maxLength: 12 },
);

export function sumOf(counted: readonly { readonly visits: number }[]): number {
  return counted.reduce((sum, { visits }) => sum + visits, 0);
}

/** What the console answers about `walks`. At most `most` nodes of a column are listed. */
export function columnsOf(walks: readonly Walk[], count: number, most = 12): JourneyColumnsResult {
  const ended = endingsOf(walks);
  const visits = sumOf(walks);
  const paths = walks.toSorted((a, b) => b.visits - a.visits);
  const failed = (some: readonly Walk[]): number => some.reduce((sum, walk) => sum + (walk.failed ?? 0), 0);
  const others = paths.slice(6);
  return {
    from: "2026-11-20T13:48:00.000Z",
    to: "2026-11-20T14:48:00.000Z",
    name: "checkout",
    share: 1,
    isEstimate: false,
    start: "",
    end: { kind: "transaction", name: "purchase" },
    ends: [
      { kind: "transaction", name: "purchase", people: ended.completed },
      { kind: "transaction", name: "refund", people: 3 },
    ],
    steps: [...new Set(walks.flatMap(({ path }) => path))].toSorted(),
    visits,
    people: Math.round(visits * 0.92),
    ...ended,
    columns: Array.from({ length: count }, (_, at) => columnOf(walks, at, most)).filter(
      (column) => column.visits > 0,
    ),
    paths: paths.slice(0, 6).map((walk) => ({
      steps: [...walk.path],
      length: walk.path.length,
      ending: walk.ending,
      visits: walk.visits,
      medianMs: walk.path.reduce((sum, step) => sum + msOf(step), 0),
      errors: walk.failed ?? 0,
    })),
    otherPaths: { paths: others.length, visits: sumOf(others), errors: failed(others) },
    medianMs: 134_000,
    errors: failed(walks),
    examples: [],
  };
}

const msOf = (step: string): number => 2000 + step.length * 1700;

function endingsOf(walks: readonly Walk[]): JourneyEndings {
  const by = (ending: Walk["ending"]): number => sumOf(walks.filter((walk) => walk.ending === ending));
  return { completed: by("completed"), open: by("open"), left: by("left") };
}

const failedAt = (walks: readonly Walk[], at: number): number =>
  walks.reduce((sum, { path, failed = 0 }) => (path.length === at + 1 ? sum + failed : sum), 0);

const nameOf = (names: ReadonlySet<string>, step: string): string | null => (names.has(step) ? step : null);

function columnOf(walks: readonly Walk[], at: number, most: number): JourneyColumn {
  const here = walks.filter(({ path }) => path.length > at);
  const listed = (column: number): ReadonlySet<string> => {
    const sizes = Map.groupBy(
      walks.filter(({ path }) => path.length > column),
      ({ path }) => path[column]!,
    );
    const sorted = [...sizes].toSorted(([, a], [, b]) => sumOf(b) - sumOf(a)).map(([step]) => step);
    return new Set(sorted.length > most ? sorted.slice(0, most - 1) : sorted);
  };
  const [own, next] = [listed(at), listed(at + 1)];
  const nodes = Map.groupBy(here, ({ path }) => nameOf(own, path[at]!));
  const links = Map.groupBy(
    here.filter(({ path }) => path.length > at + 1),
    ({ path }) => JSON.stringify([nameOf(own, path[at]!), nameOf(next, path[at + 1]!)]),
  );
  return {
    visits: sumOf(here),
    before: endingsOf(walks.filter(({ path }) => path.length <= at)),
    nodes: [...nodes]
      .map(([step, some]): JourneyColumnNode => ({
        step,
        visits: sumOf(some),
        people: step === null ? null : Math.round(sumOf(some) * 0.97),
        returns: sumOf(some.filter(({ path }) => path.slice(0, at).includes(path[at]!))),
        errors: failedAt(some, at),
        medianMs: step === null ? null : msOf(step),
        ended: endingsOf(some.filter(({ path }) => path.length === at + 1)),
        became: endingsOf(some),
      }))
      .toSorted((a, b) => Number(a.step === null) - Number(b.step === null) || b.visits - a.visits),
    links: [...links]
      .map(([key, some]): JourneyColumnLink => {
        const [from, to] = JSON.parse(key) as [string | null, string | null];
        const isListed = from !== null && to !== null;
        return {
          from,
          to,
          visits: sumOf(some),
          medianMs: isListed ? msOf(from) : null,
          errors: isListed ? failedAt(some, at + 1) : null,
        };
      })
      .toSorted((a, b) => b.visits - a.visits),
  };
}
