// Open instances at the end of the range, and when instances started, ended and became stuck.
import type { WorkflowBucket } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { chooseStepMs, stepTimes } from "../time/range.ts";
import { askKnown, type Selection } from "./workflow-selection.ts";

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
  /** Absent, as `bucket`, in a list of types. */
  readonly state?: string;
  readonly bucket?: string;
  readonly open: string;
  readonly stuck: string;
  readonly oldestMs: number;
  readonly oldest: string;
}

interface TrendRow {
  readonly type: string;
  readonly steps: readonly TrendStep[];
}

/** `time` is in Unix ms. */
type TrendStep = readonly [time: string, started: string, ended: string, stuck: string];

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
  context: ApiContext,
): Promise<OpenWorkflows> {
  const buckets = type === undefined ? undefined : ageBounds;
  const stepMs = chooseStepMs(selection.range, 60, 1);
  const { result, sinceNs } = await askKnown(selection, ({ params }) =>
    Promise.all([
      run<OpenRow>(context, "workflow-open", { ...params, buckets }),
      readTrend(params, stepMs, context),
    ]),
  );
  const [open, trend] = result;
  const stepsByType = new Map(trend.map((row) => [row.type, row.steps]));
  return {
    open: open.map(toOpenGroup),
    stepMs,
    bucketsOf: (name) => toBuckets(stepsByType.get(name) ?? [], stepTimes(selection.range, stepMs)),
    types: [...new Set([...open, ...trend].map((row) => row.type))],
    sinceNs,
  };
}

/** The buckets of the type of the selection. */
export async function findTrend(
  selection: Selection,
  stepMs: number,
  context: ApiContext,
): Promise<WorkflowBucket[]> {
  const { result } = await askKnown(selection, ({ params }) => readTrend(params, stepMs, context));
  return toBuckets(result[0]?.steps ?? [], stepTimes(selection.range, stepMs));
}

async function readTrend(params: QueryParams, stepMs: number, context: ApiContext): Promise<TrendRow[]> {
  return run<TrendRow>(context, "workflow-trend", { ...params, stepMs });
}

function toOpenGroup({ type, state = "", bucket = "0", open, stuck, oldestMs, oldest }: OpenRow): OpenGroup {
  return { type, state, ageMs: Number(bucket), open: Number(open), stuck: Number(stuck), oldestMs, oldest };
}

function toBuckets(steps: readonly TrendStep[], times: readonly number[]): WorkflowBucket[] {
  const byTime = new Map(steps.map((step) => [Number(step[0]), step]));
  return times.map((time) => {
    const [, started = 0, ended = 0, stuck = 0] = byTime.get(time) ?? [];
    return {
      time: new Date(time).toISOString(),
      started: Number(started),
      ended: Number(ended),
      stuck: Number(stuck),
    };
  });
}
