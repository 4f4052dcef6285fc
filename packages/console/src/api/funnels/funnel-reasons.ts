// Why people dropped at the steps of a funnel: each person once, so that the reasons of a step add up to the people who dropped there.
import type { FunnelResult, FunnelSummary } from "contract";
import { type ApiContext, failsAlone, type QueryParams, run } from "../context.ts";
import { askParts, findSize, scale, toParts, type toShare } from "../journeys/people-parts.ts";
import { limitList } from "../limits/limit-list.ts";
import { usualPartSize } from "./funnel-levels.ts";
import { nowParams } from "./funnel-params.ts";
import { droppedByStep } from "./funnel-summary.ts";

interface ReasonRow {
  /** The step at which they dropped, from 1. */
  readonly level: number;
  readonly reason: string;
  readonly people: string;
  /** Of all reasons of the step. */
  readonly ofStep: string;
  /** Rows of the query. */
  readonly total: string;
}

/** The last failure, abandonment or error of those who dropped; those without one are not in it. */
export interface GivenReasons {
  /** The most frequent first. */
  readonly rows: readonly { readonly level: number; readonly reason: string; readonly people: number }[];
  /** People with a reason, by step from 1. */
  readonly ofStep: ReadonlyMap<number, number>;
  /** Reasons, also those that are not in `rows`. */
  readonly total: number;
  /** Why they are not known: a query needed more than it may. */
  readonly failed?: string;
}

export const noReasons: GivenReasons = { rows: [], ofStep: new Map(), total: 0 };

/** Reasons that need too much are left out: the rest of the answer does without them. */
export async function orFailed(reading: Promise<GivenReasons>): Promise<GivenReasons> {
  try {
    return await reading;
  } catch (error) {
    if (!failsAlone(error)) throw error;
    return { ...noReasons, failed: error.message };
  }
}

/** Bytes of the reasons of one funnel. */
const reasonBytes = 1_000_000;

/** The reasons of all people who dropped. `query` has the funnel `name`. */
export async function findReasons(
  name: string,
  query: QueryParams,
  context: ApiContext,
): Promise<GivenReasons> {
  const size = await findSize(query, context);
  if (size === 0) return noReasons;
  // parts repeat what they say of a step in each row
  const answers: (readonly ReasonRow[])[] = [];
  await askParts(toParts(size, usualPartSize), async (part) => {
    answers.push(await askReasons(name, { ...query, ...part }, context));
    return [];
  });
  return toReasons(answers, 1);
}

/** An estimate from the people of a part, of whom each represents `share`. */
export async function sampleReasons(
  name: string,
  query: QueryParams,
  { part, share }: ReturnType<typeof toShare>,
  context: ApiContext,
): Promise<GivenReasons> {
  return toReasons([await askReasons(name, { ...query, ...part }, context)], share);
}

function askReasons(name: string, query: QueryParams, context: ApiContext): Promise<ReasonRow[]> {
  return run<ReasonRow>(context, "funnel-reasons", { ...query, ...nowParams(context), name, withEnds: true });
}

/** @param answers of parts of the people. */
function toReasons(answers: readonly (readonly ReasonRow[])[], share: number): GivenReasons {
  const people = new Map<string, { level: number; reason: string; people: number }>();
  const ofStep = new Map<number, number>();
  for (const rows of answers) {
    for (const { level, reason, people: count } of rows) {
      const key = `${level} ${reason}`;
      const known = people.get(key) ?? { level, reason, people: 0 };
      people.set(key, { ...known, people: known.people + Number(count) });
    }
    for (const [level, all] of new Map(rows.map((row) => [row.level, Number(row.ofStep)])))
      ofStep.set(level, (ofStep.get(level) ?? 0) + all);
  }
  return {
    rows: [...people.values()]
      .map((row) => ({ ...row, people: scale(row.people, share) }))
      .toSorted((a, b) => b.people - a.people || a.level - b.level || (a.reason < b.reason ? -1 : 1)),
    ofStep: new Map([...ofStep].map(([level, count]) => [level, scale(count, share)])),
    total: Math.max(people.size, ...answers.map((rows) => Number(rows[0]?.total ?? 0))),
  };
}

/** Reasons as answered, and after them, by step, the people without one. */
export function toReasonList(
  { steps }: Pick<FunnelSummary, "steps">,
  { rows, ofStep, total, failed }: GivenReasons,
): Pick<FunnelResult, "reasons" | "truncatedReasons" | "reasonsFailed"> {
  if (failed !== undefined) return { reasons: [], truncatedReasons: 0, reasonsFailed: failed };
  const listed = limitList(rows, { bytes: reasonBytes, total });
  const given = listed.items.map(({ level, reason, people: count }) => ({
    step: steps[level - 1]!.name,
    reason,
    count,
  }));
  const silent = droppedByStep(steps).map((people, at) => ({
    step: steps[at]!.name,
    reason: "",
    count: Math.max(0, people - (ofStep.get(at + 1) ?? 0)),
  }));
  return {
    reasons: [...given, ...silent.filter(({ count }) => count > 0)],
    truncatedReasons: listed.truncated,
    reasonsFailed: null,
  };
}
