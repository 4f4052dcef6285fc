// The figures of funnels: people at each step now and before, and the time between steps.
import type { FunnelStep, FunnelSummary } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";
import { countLevels, type Level } from "./funnel-levels.ts";
import { findSize, toSample } from "../journeys/people-parts.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";

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

/** Parameters of the queries over funnels. */
export function toFunnelParams(
  funnels: readonly FunnelDefinition[],
  range: Range,
  environment: string | undefined,
  windowMs: number,
): QueryParams {
  return {
    ...toRangeParams(range),
    environment,
    names: funnels.map((funnel) => funnel.name),
    steps: funnels.map((funnel) => funnel.steps),
    windowNs: BigInt(Math.round(windowMs)) * 1_000_000n,
  };
}

/** Summaries of `funnels`, in their order. `reasons` are the reasons given in the range. */
export async function summariseFunnels(
  funnels: readonly FunnelDefinition[],
  query: QueryParams,
  range: Range,
  reasons: readonly ReasonRow[],
  context: ApiContext,
): Promise<FunnelSummary[]> {
  const walked = funnels.filter(({ steps }) => steps.length > 0);
  if (walked.length === 0) return funnels.map(({ name }) => noSummary(name));
  const before = { ...query, ...toRangeParams(previousRange(range)) };
  const levels = await countLevels(query, context);
  const levelsBefore = await countLevels(before, context);
  const times = await findTimes(query, context);
  return funnels.map(({ name, steps }) => {
    const people = reachedByStep(levels.get(name) ?? [], steps.length);
    const previous = reachedByStep(levelsBefore.get(name) ?? [], steps.length);
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

/** The summary of a funnel without steps. */
export function noSummary(name: string): FunnelSummary {
  return { name, steps: [], conversion: null, previousConversion: null, previous: [], abandoned: 0 };
}

async function findTimes(query: QueryParams, context: ApiContext): Promise<TimeRow[]> {
  const { part } = toSample(await findSize(query, context));
  return run<TimeRow>(context, "funnel-times", { ...query, ...part });
}

/** People who reached each step, including those who went further. */
export function reachedByStep(levels: readonly Level[], stepCount: number): number[] {
  return Array.from({ length: stepCount }, (_, at) =>
    levels.reduce((sum, { level, people }) => (level > at ? sum + people : sum), 0),
  );
}

/** People at the last step over people at the first; `null` when nobody entered. */
export function conversionOf(people: readonly number[]): number | null {
  const [first = 0] = people;
  return first === 0 ? null : (people.at(-1) ?? 0) / first;
}
