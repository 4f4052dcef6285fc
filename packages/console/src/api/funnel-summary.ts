// The figures of funnels: people at each step now and before, and the time between steps.
import type { FunnelStep, FunnelSummary } from "contract";
import type { ApiContext } from "./context.ts";
import { run } from "./context.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import { previousRange, type Range, toRangeParams } from "./range.ts";
import { toSqlTime } from "./time.ts";

/** How many people came exactly as far as `level`, which counts steps from 1. */
export interface Level {
  readonly level: number;
  readonly people: number;
}

interface LevelRow {
  readonly name: string;
  readonly now: number | boolean;
  readonly level: number;
  readonly people: string;
}

interface TimeRow {
  readonly name: string;
  readonly at: number;
  readonly medianMs: number;
  readonly p90Ms: number;
}

export interface ReasonRow {
  readonly name: string;
  readonly step: string;
  readonly reason: string;
  readonly calls: string;
}

/** Above this many people the times between steps come from a sample. */
const maxTimed = 20_000;

/** What the queries over funnels are told. */
export function toFunnelParams(
  funnels: readonly FunnelDefinition[],
  range: Range,
  environment: string | undefined,
  windowMs: number,
): Readonly<Record<string, unknown>> {
  return {
    ...toRangeParams(range),
    before: toSqlTime(previousRange(range).fromNs),
    environment: environment ?? "",
    names: funnels.map((funnel) => funnel.name),
    steps: funnels.map((funnel) => funnel.steps),
    windowNs: BigInt(Math.round(windowMs)) * 1_000_000n,
  };
}

/** Summaries of `funnels`, in their order. `reasons` are all records of giving up in the range. */
export async function summariseFunnels(
  funnels: readonly FunnelDefinition[],
  params: Readonly<Record<string, unknown>>,
  reasons: readonly ReasonRow[],
  context: ApiContext,
): Promise<FunnelSummary[]> {
  if (funnels.length === 0) return [];
  const levels = await run<LevelRow>(context, "funnel-levels", params);
  const timed = levels.filter((row) => Boolean(row.now)).reduce((sum, row) => sum + Number(row.people), 0);
  const times = await run<TimeRow>(context, "funnel-times", {
    ...params,
    sample: Math.max(1, Math.ceil(timed / maxTimed)),
  });
  const levelsOf = (name: string, now: boolean): Level[] =>
    levels
      .filter((row) => row.name === name && Boolean(row.now) === now)
      .map((row) => ({ level: row.level, people: Number(row.people) }));
  return funnels.map(({ name, steps }) => {
    const people = reachedByStep(levelsOf(name, true), steps.length);
    const previous = reachedByStep(levelsOf(name, false), steps.length);
    const timesOf = new Map(times.filter((row) => row.name === name).map((row) => [Number(row.at), row]));
    return {
      name,
      steps: steps.map((step, at): FunnelStep => {
        const time = timesOf.get(at + 1);
        return {
          name: step,
          people: people[at] ?? 0,
          medianMs: time?.medianMs ?? null,
          p90Ms: time?.p90Ms ?? null,
        };
      }),
      conversion: conversionOf(people),
      previousConversion: conversionOf(previous),
      previous,
      abandoned: reasons.filter((row) => row.name === name).reduce((sum, row) => sum + Number(row.calls), 0),
    };
  });
}

/** People who reached each step: those who came exactly as far, and all who came further. */
export function reachedByStep(levels: readonly Level[], stepCount: number): number[] {
  return Array.from({ length: stepCount }, (_, at) =>
    levels.reduce((sum, { level, people }) => (level > at ? sum + people : sum), 0),
  );
}

/** Last over first; `null` when nobody entered. */
export function conversionOf(people: readonly number[]): number | null {
  const [first = 0] = people;
  return first === 0 ? null : (people.at(-1) ?? 0) / first;
}
