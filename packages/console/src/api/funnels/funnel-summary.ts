// The figures of funnels: people at each step now and before, and the time between steps.
import type { FunnelStep, FunnelSummary } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { shareOfRead, type toShare } from "../journeys/people-parts.ts";
import { timesBetweenSteps } from "./attempt-times.ts";
import { type AttemptSample, farthestAttempt } from "./attempts.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import type { Level, Levels } from "./funnel-levels.ts";
import type { FunnelRules } from "./funnel-params.ts";

interface VisitsRow {
  readonly name: string;
  readonly reached: readonly number[];
  readonly moments: readonly number[];
  /** People of the funnel in the part, of whom this is one. */
  readonly everyone: number;
}

/** People and steps that are read of all funnels of a request together: more would need too much memory of the console. */
const most = { mostPeople: 100_000, mostSteps: 400_000 };

export interface ReasonRow {
  readonly name: string;
  readonly step: string;
  readonly reason: string;
  readonly calls: string;
  /** Of all reasons. */
  readonly total: string;
}

/** What is known of funnels. */
interface Known {
  /** How far people came in the range, and in the one before it. */
  readonly levels: Levels;
  readonly levelsBefore: Levels;
  /** The attempts of people, by funnel. */
  readonly attempts: ReadonlyMap<string, AttemptSample>;
  /** Given in the range. */
  readonly reasons: readonly ReasonRow[];
}

/** Summaries of `funnels`, in their order. */
export function summariseFunnels(
  funnels: readonly FunnelDefinition[],
  { levels, levelsBefore, attempts, reasons }: Known,
): FunnelSummary[] {
  return funnels.map(({ name, steps }) => {
    if (steps.length === 0) return noSummary(name);
    const people = reachedByStep(levels.get(name) ?? [], steps.length);
    const previous = reachedByStep(levelsBefore.get(name) ?? [], steps.length);
    const times = timesBetweenSteps(attempts.get(name)?.attempts ?? [], steps.length);
    return {
      name,
      steps: steps.map((step, at): FunnelStep => ({ name: step, people: people[at] ?? 0, ...times[at]! })),
      conversion: conversionOf(people),
      previousConversion: conversionOf(previous),
      previous,
      abandoned: reasons.filter((row) => row.name === name).reduce((sum, row) => sum + Number(row.calls), 0),
    };
  });
}

/** The summary of a funnel without steps. */
export function noSummary(name: string): FunnelSummary {
  return { name, steps: [], conversion: null, previousConversion: null, previous: [], abandoned: 0 };
}

/** The farthest attempt of each person of a sample, by funnel. Times are ms since the beginning of the range. */
export async function findAttempts(
  query: QueryParams,
  { order, windowMs }: Pick<FunnelRules, "order" | "windowMs">,
  { part, share }: ReturnType<typeof toShare>,
  context: ApiContext,
): Promise<ReadonlyMap<string, AttemptSample>> {
  const rows = await run<VisitsRow>(context, "funnel-attempts", { ...query, ...part, ...most });
  const byFunnel = groupBy(rows, ({ name }) => name);
  return new Map(
    [...byFunnel].map(([name, own]) => [
      name,
      {
        attempts: own
          .map(({ reached, moments }) =>
            farthestAttempt(
              reached.map((place, at) => ({ place, at: moments[at]! })),
              order,
              windowMs,
            ),
          )
          .filter((attempt) => attempt.length > 0),
        share: shareOfRead(share, own[0]!.everyone, own.length),
      },
    ]),
  );
}

/** People who reached each step, including those who went further: whole ones, also where those of a sample stand for fractions. */
export function reachedByStep(levels: readonly Level[], stepCount: number): number[] {
  return Array.from({ length: stepCount }, (_, at) =>
    Math.round(levels.reduce((sum, { level, people }) => (level > at ? sum + people : sum), 0)),
  );
}

/** People at the last step over people at the first; `null` when nobody entered. */
export function conversionOf(people: readonly number[]): number | null {
  const [first = 0] = people;
  return first === 0 ? null : (people.at(-1) ?? 0) / first;
}
