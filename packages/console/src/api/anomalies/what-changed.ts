// GET /api/anomalies/{id}: one anomaly, and what changed with it. Each part is asked for by the handlers of the other pages, is bounded,
// and may fail alone.
import type { AnomalyResult, Deploy, ParamsOf, RelatedAnomaly, TraceSummary } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { listDeploys } from "../deploys/deploys.ts";
import { listDifferences } from "../differs/differs.ts";
import { findFunnels } from "../funnels/funnel-definitions.ts";
import { listErrors } from "../errors/errors.ts";
import type { Range } from "../time/range.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { listTraces } from "../traces/traces.ts";
import { findConfigChanges } from "./config-changes.ts";
import { type AnomalyRow, findAnomalies, toAnomaly } from "./anomaly-rows.ts";
import { toQuestion } from "./question.ts";
import { correlationOf, overlapOf } from "./similarity.ts";

const minute = 60;
const hour = 60 * minute;
/** Of an anomaly that lasts longer only the beginning is compared. */
const longest = 6 * hour;
const shortestBefore = 30 * minute;
const changesBefore = 2 * hour;
const maxItems = 10;
const maxRelated = 200;
const maxTraces = 5;
/** Everything that is kept. */
const always = { from: "1970-01-02 00:00:00", to: "2106-01-01 00:00:00" };

/** Times of the comparison, Unix seconds. */
interface Times {
  readonly before: number;
  readonly from: number;
  readonly to: number;
}

export async function getAnomaly(
  { id }: ParamsOf<"GET /api/anomalies/:id">,
  context: ApiContext,
): Promise<AnomalyResult> {
  const [row] = await findAnomalies(context, { ...always, anomaly: id, limit: 1 });
  if (row === undefined)
    throw new ProblemError(
      "ANOMALY_UNKNOWN",
      `There is no anomaly \`${id.slice(0, 100)}\`.`,
      "Pass an id of `GET /api/anomalies`. Anomalies are kept as long as roll-ups.",
    );
  const times = timesOf(row, context.nowMs() / 1000);
  const [window, before] = [toRange(times.from, times.to), toRange(times.before, times.from)];
  const [dimensions, deploys, changes, errors, related, traces] = await Promise.all([
    part(async () => findDimensions(row, times, context)),
    part(async () => findDeploys(row, times, context)),
    part(async () => findChanges(row, times, context)),
    part(async () => findErrors(row, window, context)),
    part(async () => findRelated(row, times, context)),
    part(async () => findTraces(row, window, context)),
  ]);
  return {
    anomaly: toAnomaly(row, context.nowMs()),
    window: toResolved(window),
    before: toResolved(before),
    summary: dimensions.items[0]?.summary ?? "",
    dimensions: {
      items: dimensions.items.flatMap(({ findings }) => findings),
      failed: dimensions.failed,
    },
    deploys,
    changes,
    errors,
    related,
    traces,
  };
}

/** The window ends after the last minute of the anomaly, and has at least one. */
function timesOf({ startedSeconds, endedSeconds }: AnomalyRow, now: number): Times {
  const end = endedSeconds === 0 ? Math.floor(now) : endedSeconds + minute;
  const to = Math.max(startedSeconds + minute, Math.min(end, startedSeconds + longest));
  return {
    before: startedSeconds - Math.max(shortestBefore, to - startedSeconds),
    from: startedSeconds,
    to,
  };
}

function toRange(from: number, to: number): Range {
  return { fromNs: BigInt(from) * 1_000_000_000n, toNs: BigInt(to) * 1_000_000_000n };
}

interface ListOutcome<Item> {
  readonly items: readonly Item[];
  readonly failed: string | null;
}

async function part<Item>(find: () => Promise<readonly Item[]>): Promise<ListOutcome<Item>> {
  try {
    return { items: await find(), failed: null };
  } catch (error) {
    // of other errors the details stay in the log of the request that meets them alone
    return { items: [], failed: error instanceof ProblemError ? error.message : "This part failed." };
  }
}

async function findDimensions(row: AnomalyRow, times: Times, context: ApiContext) {
  const [funnel] =
    row.subject === "funnel" ? await findFunnels(row.ofName, toRange(times.from, times.to), context) : [];
  const compared = { before: isoOf(times.before), from: isoOf(times.from), to: isoOf(times.to) };
  const question = toQuestion(row, compared, funnel?.steps[0]);
  return question === undefined ? [] : [await listDifferences(question, context)];
}

/** A deploy of the service itself explains more than one of another. */
async function findDeploys(row: AnomalyRow, { from, to }: Times, context: ApiContext): Promise<Deploy[]> {
  const { items } = await listDeploys(
    {
      from: isoOf(from - changesBefore),
      to: isoOf(to),
      environment: row.ofEnvironment === "" ? undefined : row.ofEnvironment,
      limit: 100,
    },
    context,
  );
  const distance = ({ time }: Deploy): number => Math.abs(Date.parse(time) / 1000 - from);
  const isOwn = ({ service }: Deploy): number => Number(service === row.ofService);
  return items.toSorted((a, b) => isOwn(b) - isOwn(a) || distance(a) - distance(b)).slice(0, maxItems);
}

async function findChanges(row: AnomalyRow, { from, to }: Times, context: ApiContext) {
  const scope = {
    // a transaction or a funnel may lead through any service
    service: row.ofService === "" ? undefined : row.ofService,
    environment: row.ofEnvironment === "" ? undefined : row.ofEnvironment,
  };
  const found = await findConfigChanges(toRange(from - changesBefore, to), scope, context);
  return found.slice(0, maxItems);
}

async function findErrors(row: AnomalyRow, window: Range, context: ApiContext) {
  const { items } = await listErrors(
    {
      ...toResolved(window),
      environment: row.ofEnvironment === "" ? undefined : row.ofEnvironment,
      service: row.subject === "service" || row.subject === "operation" ? row.ofService : undefined,
      sort: "count",
      new: "true",
      limit: maxItems,
    },
    context,
  );
  return items;
}

async function findRelated(
  row: AnomalyRow,
  { from, to }: Times,
  context: ApiContext,
): Promise<RelatedAnomaly[]> {
  const rows = await findAnomalies(context, { ...toRangeParams(toRange(from, to)), limit: maxRelated });
  const now = context.nowMs();
  const spanOf = (one: AnomalyRow): { from: number; to: number } => ({
    from: one.startedSeconds,
    to: one.endedSeconds === 0 ? now / 1000 : one.endedSeconds + minute,
  });
  return rows
    .filter(({ id }) => id !== row.id)
    .map((one) => ({
      anomaly: toAnomaly(one, now),
      overlap: overlapOf(spanOf(row), spanOf(one)),
      correlation: correlationOf(row, one),
    }))
    .toSorted((a, b) => likeness(b) - likeness(a) || (a.anomaly.id < b.anomaly.id ? -1 : 1))
    .slice(0, maxItems);
}

/** Series that move against each other belong together as well. */
function likeness({ overlap, correlation }: RelatedAnomaly): number {
  return overlap + Math.abs(correlation ?? 0);
}

async function findTraces(
  row: AnomalyRow,
  window: Range,
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  if (row.subject === "metric") return [];
  const environment = row.ofEnvironment === "" ? undefined : row.ofEnvironment;
  const shared = {
    order: "newest",
    within: "spans",
    column: [] as string[],
    filter: [] as string[],
    limit: maxTraces,
  } as const;
  if (row.subject === "transaction" || row.subject === "funnel") {
    const found = await run<{ traceId: string }>(context, "anomaly-traces", {
      ...toRangeParams(window),
      kind: row.subject === "transaction" ? "transaction" : "journey",
      name: row.ofName,
      environment,
      outcomes: row.measure === "completion" && row.direction < 0 ? ["failed", "abandoned"] : undefined,
      limit: maxTraces,
    });
    if (found.length === 0) return [];
    return (await listTraces({ ...shared, id: found.map(({ traceId }) => traceId) }, context)).items;
  }
  const { items } = await listTraces(
    {
      ...shared,
      ...toResolved(window),
      environment,
      service: row.ofService,
      name: row.subject === "operation" ? row.ofName : undefined,
      order: row.measure === "p95" && row.direction > 0 ? "slowest" : "newest",
      filter: row.measure === "errors" && row.direction > 0 ? ["status=error", "entry=true"] : ["entry=true"],
      id: [],
    },
    context,
  );
  return items;
}

function isoOf(seconds: number): string {
  return toIso(BigInt(seconds) * 1_000_000_000n);
}
