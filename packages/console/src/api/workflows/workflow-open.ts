// Open instances at the end of the range, and when instances started, ended and became stuck.
import type { WorkflowBucket } from "contract";
import { type ApiContext, failsAlone, run } from "../context.ts";
import type { Definition } from "../definitions/definitions.ts";
import { chooseStepMs, stepTimes } from "../time/range.ts";
import { askKnown, openSinceNs, type Selection } from "./workflow-selection.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Lower bounds of the ages of open instances. */
export const ageBounds: readonly number[] = [
  0,
  minute,
  5 * minute,
  10 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  3 * day,
  7 * day,
  14 * day,
];

/** Open instances of a type in one state, of one age; in a list of types all of a type, without a state. */
export interface OpenGroup {
  readonly type: string;
  readonly state: string;
  /** The lower bound of the time without a record. */
  readonly ageMs: number;
  readonly open: number;
  readonly stuck: number;
  readonly oldestMs: number;
  readonly oldest: string;
}

interface OpenRow {
  readonly type: string;
  /** In a list of types one at most, without a state, of the age 0. */
  readonly open: readonly (readonly [
    state: string,
    ageMs: string,
    open: string,
    stuck: string,
    oldestMs: number,
    oldest: string,
  ])[];
  readonly steps: readonly TrendStep[];
}

/** `what`: 0 started, 1 ended, 2 became stuck. `time` is in Unix ms. */
type TrendStep = readonly [what: number, time: string, instances: string];

export interface OpenWorkflows {
  readonly open: readonly OpenGroup[];
  readonly stepMs: number;
  /** The buckets of a type. */
  readonly bucketsOf: (type: string) => WorkflowBucket[];
  /** Types with an open instance or one in the trend. */
  readonly types: readonly string[];
  readonly sinceNs: bigint;
}

/** `type`: only this one, by state and age. */
export async function findOpenWorkflows(
  selection: Selection,
  type: string | undefined,
  declared: Promise<readonly Definition[]>,
  context: ApiContext,
): Promise<OpenWorkflows> {
  const stepMs = chooseStepMs(selection.range, 60, 1);
  const { result, sinceNs } = await (type === undefined
    ? askAll(selection, stepMs, declared, context)
    : askOpen(selection, { stepMs, buckets: ageBounds }, (await declared)[0], context));
  const stepsByType = new Map(result.map((row) => [row.type, row.steps]));
  return {
    open: result.flatMap(toOpenGroups),
    stepMs,
    bucketsOf: (name) => toBuckets(stepsByType.get(name) ?? [], stepTimes(selection.range, stepMs)),
    types: result.map((row) => row.type),
    sinceNs,
  };
}

/** The instances of all types; those of a type with a long timeout are asked for alone, as they are looked for further back where that can be read. */
async function askAll(
  selection: Selection,
  stepMs: number,
  declared: Promise<readonly Definition[]>,
  context: ApiContext,
): ReturnType<typeof askOpen> {
  const [all, ofLong] = await Promise.all([
    askOpen(selection, { stepMs }, undefined, context),
    declared.then((definitions) => askLong(selection, stepMs, definitions, context)),
  ]);
  const others = all.result.filter((row) => !ofLong.has(row.type));
  return { ...all, result: [...others, ...[...ofLong.values()].flat()] };
}

async function askLong(
  selection: Selection,
  stepMs: number,
  definitions: readonly Definition[],
  context: ApiContext,
): Promise<ReadonlyMap<string, readonly OpenRow[]>> {
  const usualNs = openSinceNs(selection);
  const found = new Map<string, readonly OpenRow[]>();
  for (const definition of definitions) {
    if (openSinceNs(selection, definition.timeoutMs) === usualNs) continue;
    const { name: type } = definition;
    const own = { ...selection, inRange: { ...selection.inRange, type } };
    try {
      const { result, sinceNs } = await askOpen(own, { stepMs }, definition, context);
      if (sinceNs < usualNs) found.set(type, result);
    } catch (error) {
      // then those of the last 30 days count
      if (!failsAlone(error)) throw error;
    }
  }
  return found;
}

function askOpen(
  selection: Selection,
  params: { readonly stepMs: number; readonly buckets?: readonly number[] },
  definition: Definition | undefined,
  context: ApiContext,
): Promise<{ readonly result: readonly OpenRow[]; readonly sinceNs: bigint }> {
  return askKnown(selection, definition?.timeoutMs, (known) =>
    run<OpenRow>(context, "workflow-open", { ...known.params, ...params }),
  );
}

/** The buckets of the type of the selection. */
export async function findTrend(
  selection: Selection,
  stepMs: number,
  definition: Definition | undefined,
  context: ApiContext,
): Promise<WorkflowBucket[]> {
  const { result } = await askOpen(selection, { stepMs }, definition, context);
  return toBuckets(result[0]?.steps ?? [], stepTimes(selection.range, stepMs));
}

function toOpenGroups({ type, open: groups }: OpenRow): OpenGroup[] {
  return groups.map(([state, ageMs, open, stuck, oldestMs, oldest]) => ({
    type,
    state,
    ageMs: Number(ageMs),
    open: Number(open),
    stuck: Number(stuck),
    oldestMs,
    oldest,
  }));
}

function toBuckets(steps: readonly TrendStep[], times: readonly number[]): WorkflowBucket[] {
  const counts = new Map(times.map((time) => [time, [0, 0, 0]]));
  for (const [what, time, instances] of steps) {
    const count = counts.get(Number(time));
    if (count !== undefined) count[what] = Number(instances);
  }
  return [...counts].map(([time, [started = 0, ended = 0, stuck = 0]]) => ({
    time: new Date(time).toISOString(),
    started,
    ended,
    stuck,
  }));
}
