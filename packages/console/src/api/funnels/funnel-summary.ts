// The figures of funnels: people at each step now and before, and the time between steps.
import type { FunnelStep, FunnelSummary } from "contract";
import { timesBetweenSteps } from "./attempt-times.ts";
import type { AttemptSample } from "./attempts.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import type { ServicesOf } from "../records/sending-services.ts";
import type { Level, Levels } from "./funnel-levels.ts";
import type { FunnelWindow, WindowOf } from "./funnel-window.ts";

export interface AbandonedRow {
  readonly name: string;
  /** Each once. */
  readonly people: string;
}

/** What is known of funnels. */
interface FunnelData {
  /** How far people came in the range, and in the one before it. */
  readonly levels: Levels;
  readonly levelsBefore: Levels;
  /** The attempts of people, by funnel. */
  readonly attempts: ReadonlyMap<string, AttemptSample>;
  readonly abandoned: readonly AbandonedRow[];
  readonly windowOf: WindowOf;
  readonly servicesOf: ServicesOf;
}

/** Summaries of `funnels`, in their order. */
export function summariseFunnels(
  funnels: readonly FunnelDefinition[],
  { levels, levelsBefore, attempts, abandoned, windowOf, servicesOf }: FunnelData,
): FunnelSummary[] {
  return funnels.map(({ name, steps }) => {
    const window = windowOf(name);
    if (steps.length === 0) return noSummary(name, window);
    const counted = levels.get(name) ?? [];
    const people = reachedByStep(counted, steps.length);
    const open = openByStep(counted, steps.length);
    const previous = reachedByStep(levelsBefore.get(name) ?? [], steps.length);
    const times = timesBetweenSteps(attempts.get(name)?.attempts ?? [], steps.length);
    return {
      name,
      steps: steps.map((step, at): FunnelStep => ({
        name: step,
        people: people[at]!,
        open: open[at]!,
        ...times[at]!,
      })),
      conversion: conversionOf(people),
      previousConversion: conversionOf(previous),
      previous,
      abandoned: Number(abandoned.find((row) => row.name === name)?.people ?? 0),
      window,
      services: [...servicesOf(name)],
    };
  });
}

/** The summary of a funnel without steps. */
export function noSummary(name: string, window: FunnelWindow): FunnelSummary {
  return {
    name,
    steps: [],
    conversion: null,
    previousConversion: null,
    previous: [],
    abandoned: 0,
    window,
    services: [],
  };
}

/** People who reached each step, including those who went further: whole ones, also where those of a sample represent fractions. */
export function reachedByStep(levels: readonly Level[], stepCount: number): number[] {
  return Array.from({ length: stepCount }, (_, at) =>
    Math.round(levels.reduce((sum, { level, people }) => (level > at ? sum + people : sum), 0)),
  );
}

/** People who reached each step and not the next one, and may still: whole ones. All who finished did not stay open. */
export function openByStep(levels: readonly Level[], stepCount: number): number[] {
  return Array.from({ length: stepCount }, (_, at) =>
    at + 1 === stepCount
      ? 0
      : Math.round(levels.reduce((sum, { level, open }) => (level === at + 1 ? sum + open : sum), 0)),
  );
}

/** People who dropped at each step but the last: they did not reach the next one, and their window is over. */
export function droppedByStep(steps: readonly Pick<FunnelStep, "people" | "open">[]): number[] {
  return steps.slice(0, -1).map(({ people, open }, at) => Math.max(0, people - steps[at + 1]!.people - open));
}

/** People at the last step over people at the first; `null` when no person entered. */
export function conversionOf(people: readonly number[]): number | null {
  const [first = 0] = people;
  return first === 0 ? null : (people.at(-1) ?? 0) / first;
}
