// Where the compared rows come from: spans, or transactions and workflows. A source has a query for each question of the engine, and the
// parameters that all of them take.
import type { DiffersResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { findFunnels } from "../funnels/funnel-definitions.ts";
import { toLevelParams } from "../funnels/funnel-levels.ts";
import { toFunnelParams } from "../funnels/funnel-summary.ts";
import { findSize, toSample } from "../journeys/people-parts.ts";
import { badParameter } from "../params/params.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { type Condition, parseFilters } from "../filter/filter.ts";
import { selectParams, spanFields, toFilterParams } from "../filter/filter-params.ts";
import { toRowParams } from "./row-params.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { toSliceParams } from "../time/time-slices.ts";
import { toTransactionParams } from "../transactions/transaction-params.ts";
import { toAllowed } from "../workflows/workflow-transitions.ts";
import { chooseSample, describeSample, type SampleSize } from "./sample.ts";
import { type DiffersParams, toSelectedTimes } from "./selection.ts";

type Question = "sides" | "keys" | "bars" | "patterns" | "amounts";

export interface Source {
  readonly unit: DiffersResult["unit"];
  readonly queries: Readonly<Record<Question, QueryName>>;
  readonly params: QueryParams;
  readonly sampled: DiffersResult["sampled"];
}

const spanQueries = {
  sides: "differs-span-sides",
  keys: "differs-span-keys",
  bars: "differs-span-bars",
  patterns: "differs-span-patterns",
  amounts: "differs-span-amounts",
} as const;

const recordQueries = {
  sides: "differs-record-sides",
  keys: "differs-record-keys",
  bars: "differs-record-bars",
  patterns: "differs-record-patterns",
  amounts: "differs-record-amounts",
} as const;

/** @param size how many spans are compared. */
export async function openSource(
  params: DiffersParams,
  range: Range,
  selection: readonly Condition[],
  size: SampleSize,
  context: ApiContext,
): Promise<Source> {
  if (params.of === "funnels") return openFunnel(params, range, selection, context);
  if (params.of === "transactions" || params.of === "workflows")
    return openRecords(params, range, selection, context);
  const slices = await chooseSample(range, params.service, size, context);
  const [both, own, operations] = await Promise.all([
    toFilterParams(parseFilters(params.filter), spanFields, context),
    toFilterParams(selection, spanFields, context),
    params.fingerprint === undefined ? undefined : findOperations(params.fingerprint, range, context),
  ]);
  return {
    unit: "spans",
    queries: spanQueries,
    sampled: slices === undefined ? null : describeSample(slices, range),
    params: {
      ...both,
      ...selectParams(own),
      ...toRangeParams(range),
      ...toSelectedTimes(params, context),
      ...(slices && toSliceParams(slices)),
      withinService: params.service,
      withinName: params.name,
      environment: params.environment,
      fingerprint: params.fingerprint,
      operations,
    },
  };
}

/** The operations, as service and name on two lines, in which errors of a group occur: its spans are compared with other spans of these. */
async function findOperations(
  fingerprint: string,
  range: Range,
  context: ApiContext,
): Promise<readonly string[]> {
  const rows = await run<{ serviceName: string; name: string }>(context, "differs-error-operations", {
    ...toRangeParams(range),
    fingerprint,
  });
  return rows.map(({ serviceName, name }) => `${serviceName}\n${name}`);
}

async function openRecords(
  params: DiffersParams,
  range: Range,
  selection: readonly Condition[],
  context: ApiContext,
): Promise<Source> {
  const isTransactions = params.of === "transactions";
  return {
    unit: isTransactions ? "transactions" : "workflows",
    queries: recordQueries,
    sampled: null,
    params: {
      ...toTransactionParams(range, context),
      ...toRowParams(parseFilters(params.filter)),
      ...selectParams(toRowParams(selection)),
      ...toSelectedTimes(params, context),
      ...(isTransactions ? { ofTransactions: true } : await toWorkflowParams(params.type, range, context)),
      type: params.type,
      environment: params.environment,
      withinService: params.service,
      outcomes: params.outcome.length === 0 ? undefined : params.outcome,
      minMs: params.minDurationMs,
      maxMs: params.maxDurationMs,
    },
  };
}

const dayMs = 86_400_000;

/** The people who reached a step. Of very many, a part by their hashes is compared. */
async function openFunnel(
  params: DiffersParams,
  range: Range,
  selection: readonly Condition[],
  context: ApiContext,
): Promise<Source> {
  const { type = "", step = "", environment, windowMs = dayMs } = params;
  const [funnel = { name: type, steps: [] }] = await findFunnels(type, range, context);
  const at = funnel.steps.slice(0, -1).indexOf(step);
  if (at === -1)
    throw badParameter(
      "step",
      params.step,
      "a step of the funnel `type`, but not its last one",
      "See `GET /api/funnels/{name}` for the steps.",
    );
  const query = toFunnelParams([funnel], range, environment, windowMs);
  const { part, share } = toSample(await findSize(query, context));
  return {
    unit: "people",
    queries: recordQueries,
    sampled: share === 1 ? null : { slices: 0, secondsEach: 0, share: 1 / share },
    params: {
      ...query,
      ...toLevelParams(query),
      ...part,
      ...toRowParams(parseFilters(params.filter)),
      ...selectParams(toRowParams(selection)),
      ofFunnels: true,
      type,
      atStep: at + 1,
      funnelStep: step,
      withinService: params.service,
      outcomes: ["dropped"],
    },
  };
}

/** When workflows are judged, and what the definition of the type allows. */
async function toWorkflowParams(
  type: string | undefined,
  { toNs }: Range,
  context: ApiContext,
): Promise<QueryParams> {
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const times = { ofWorkflows: true, judged: toSqlTime(toNs < nowNs ? toNs : nowNs) };
  if (type === undefined) return times;
  const [definition] = await findDefinitions("workflow", type, context);
  const allowed = toAllowed(definition);
  if (allowed === undefined) return times;
  return {
    ...times,
    anyOrigin: allowed.anyOrigin,
    legalFrom: allowed.pairs.map(([from]) => from),
    legalTo: allowed.pairs.map(([, to]) => to),
  };
}
