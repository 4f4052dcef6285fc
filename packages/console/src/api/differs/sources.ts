// Where the compared rows come from: spans, or transactions and workflows. A source has a query for each question of the engine, and the
// parameters that all of them take.
import type { DiffersResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { askSamples, toFactSamples } from "../funnels/fact-sample.ts";
import { toConditionParams } from "../funnels/funnel-conditions.ts";
import { nowParams, toFunnelParams } from "../funnels/funnel-params.ts";
import { findStep, openFunnel, toFactParams } from "../funnels/funnel-rules.ts";
import { findWindow } from "../funnels/funnel-window.ts";
import { findSize } from "../journeys/people-parts.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { type Condition, parseFilters } from "../filter/filter.ts";
import { selectParams, spanFields, toFilterParams } from "../filter/filter-params.ts";
import { toRowParams } from "../filter/row-params.ts";
import { readPopulation } from "../population/population.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { toSliceParams } from "../time/time-slices.ts";
import { toTransactionParams } from "../transactions/transaction-params.ts";
import { toInstanceConditions } from "../workflows/workflow-selection.ts";
import { toAllowed } from "../workflows/workflow-transitions.ts";
import { chooseNth, chooseSample, chooseTraces, describeSample, type SampleSize } from "./sample.ts";
import { maxPeople, toHashText } from "./people-hashes.ts";
import { type DiffersParams, isByDuration, toSelectedTimes } from "./selection.ts";

type Question = "keys" | "patterns" | "traces";

export interface Source {
  readonly unit: DiffersResult["unit"];
  readonly queries: Readonly<Record<Question, QueryName>> & {
    /** Where the counts of attributes do not have those of the sides. */
    readonly sides?: QueryName;
    /** Where the counts of attributes do not have the histograms of numbers. */
    readonly bars?: QueryName;
    readonly amounts: QueryName;
  };
  /** The patterns have the amounts of their rows. */
  readonly hasOwnAmounts: boolean;
  /** Rows end at different points, so that they lack the attributes of what would have come after. */
  readonly mayEndEarly: boolean;
  readonly params: QueryParams;
  readonly sampled: DiffersResult["sampled"];
}

const spanQueries = {
  sides: "differs-span-sides",
  keys: "differs-span-keys",
  traces: "differs-span-trace-keys",
  bars: "differs-span-bars",
  patterns: "differs-span-patterns",
  amounts: "differs-span-amounts",
} as const;

const recordQueries = {
  keys: "differs-record-keys",
  traces: "differs-record-trace-keys",
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
  if (params.of === "funnels") return openPeople(params, range, selection, size, context);
  if (params.of === "transactions" || params.of === "workflows")
    return openRecords(params, range, selection, size, context);
  const slices = await chooseSample(range, params.service, size, context);
  const [traces, both, own, operations] = await Promise.all([
    chooseTraces(range, size, context),
    toFilterParams(parseFilters(params.filter), spanFields, context),
    toFilterParams(selection, spanFields, context),
    params.fingerprint === undefined ? undefined : findOperations(params.fingerprint, range, context),
  ]);
  return {
    unit: "spans",
    queries: spanQueries,
    hasOwnAmounts: false,
    mayEndEarly: false,
    sampled: slices === undefined ? null : describeSample(slices, range),
    params: {
      ...both,
      ...selectParams(own),
      ...toRangeParams(range),
      ...toSelectedTimes(params, context),
      ...(slices && toSliceParams(slices)),
      ...traces,
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
  size: SampleSize,
  context: ApiContext,
): Promise<Source> {
  const isTransactions = params.of === "transactions";
  const { type, environment } = params;
  const outcomes = params.outcome.length === 0 ? undefined : params.outcome;
  const times = toTransactionParams(range, context);
  const { population, others } = readPopulation(params.filter, context);
  const shared: QueryParams = {
    ...times,
    ...(isTransactions
      ? { ...toRowParams(others), ...population, ofTransactions: true, traced: true }
      : {
          ...toInstanceConditions(params, range, context),
          ...(await toWorkflowParams(params, range, context)),
          service: params.service,
        }),
    details: true,
    type,
    environment,
    withinService: isTransactions ? params.service : undefined,
    withinOutcomes: isByDuration(params) ? outcomes : undefined,
  };
  const isNarrowed =
    params.service !== undefined || others.length > 0 || population["populated"] !== undefined;
  const [nth, traces] = await Promise.all([
    isTransactions
      ? chooseNth(isNarrowed ? shared : { ...times, type, environment }, isNarrowed, size, context)
      : undefined,
    chooseTraces(range, size, context),
  ]);
  return {
    unit: isTransactions ? "transactions" : "workflows",
    queries: recordQueries,
    hasOwnAmounts: true,
    mayEndEarly: true,
    sampled: nth === undefined ? null : { slices: 0, secondsEach: 0, share: 1 / nth },
    params: {
      ...shared,
      ...selectParams(toRowParams(selection)),
      ...toSelectedTimes(params, context),
      ...traces,
      everyNth: nth,
      outcomes,
      minMs: params.minDurationMs,
      maxMs: params.maxDurationMs,
    },
  };
}

/** The people who reached a step and went on or dropped. Of very many, a part by their hashes is compared. */
async function openPeople(
  params: DiffersParams,
  range: Range,
  selection: readonly Condition[],
  size: SampleSize,
  context: ApiContext,
): Promise<Source> {
  const { type = "", step = "", environment } = params;
  const which = { environment, ...toConditionParams(params, context) };
  const { funnel } = await openFunnel(type, params, range, context);
  const at = findStep(funnel, step);
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const query = {
    ...toFunnelParams([funnel], range, which, { ...params, windowMs }),
    ...nowParams(context),
  };
  const facts = toFactParams(funnel, at, params);
  const samples = toFactSamples(await findSize(query, context), range, size.people);
  const { sample, found } = await askSamples(samples, ({ params: part }) =>
    findPeople({ ...query, ...part, ...facts }, context),
  );
  const traces = await chooseTraces(range, size, context);
  const taken = Math.min(1, maxPeople / Math.max(1, found.people));
  return {
    unit: "people",
    queries: recordQueries,
    hasOwnAmounts: true,
    mayEndEarly: false,
    sampled:
      sample.share === 1 && taken === 1 ? null : { slices: 0, secondsEach: 0, share: taken / sample.share },
    params: {
      ...toRangeParams(range),
      environment,
      hours: sample.params["hours"],
      ...toRowParams(readPopulation(params.filter, context).others),
      ...selectParams(toRowParams(selection)),
      ...facts,
      ...traces,
      droppedRecords: toHashText(found.dropped),
      continuedRecords: toHashText(found.continued),
      details: true,
      withinService: params.service,
      outcomes: ["dropped"],
    },
  };
}

/** How many people there are, and of those who are compared the hashes of their records, once for all queries. */
async function findPeople(query: QueryParams, context: ApiContext) {
  const [row] = await run<{ people: string; dropped: readonly number[]; continued: readonly number[] }>(
    context,
    "differs-people",
    { ...query, most: maxPeople },
  );
  const { people = 0, dropped = [], continued = [] } = row ?? {};
  return { people: Number(people), dropped, continued };
}

/** When workflows are judged, and what the definition of the type allows. */
async function toWorkflowParams(
  { type, stuckMs = 0 }: Pick<DiffersParams, "type" | "stuckMs">,
  { toNs }: Range,
  context: ApiContext,
): Promise<QueryParams> {
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const times = { ofWorkflows: true, judged: toSqlTime(toNs < nowNs ? toNs : nowNs), stuckMs };
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
