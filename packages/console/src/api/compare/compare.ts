// GET /api/compare: what differs between two time ranges, environments, versions, or values of an attribute.
import type { CompareResult, ComparedSide, ParamsOf } from "contract";
import { compareSides } from "../../compare/compare.ts";
import type { Measured } from "../../compare/measured.ts";
import { ProblemError } from "../../problem/problem.ts";
import { nothingComplete, readCompletePart } from "../completeness/complete-part.ts";
import type { ApiContext } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";
import { measureErrors, measureMetrics, measureSpans, secondsOf } from "./measure.ts";
import { measureFunnels } from "./measure-funnels.ts";
import { measureTransactions } from "./measure-transactions.ts";
import { readSides, type Side, type Sides } from "./sides.ts";

const mostChanges = 500;
const comparedSignals = ["spans", "logs", "metrics", "business"] as const;

/** Measures both sides. */
type Measure = (
  sides: Sides,
  context: ApiContext,
) => Promise<readonly [base: Partial<Measured>, now: Partial<Measured>]>;

const each =
  (measure: (side: Side, context: ApiContext) => Promise<Partial<Measured>>): Measure =>
  ({ base, now }, context) =>
    Promise.all([measure(base, context), measure(now, context)]);

const parts = {
  transactions: measureTransactions,
  spans: each(measureSpans),
  funnels: each(measureFunnels),
  errors: each(measureErrors),
  metrics: each(measureMetrics),
} satisfies Record<string, Measure>;
type PartName = keyof typeof parts;
const partNames = Object.keys(parts) as readonly PartName[];

/** A part that asks for too much, or for which the store is too busy, fails alone. */
export async function compare(
  params: ParamsOf<"GET /api/compare">,
  context: ApiContext,
): Promise<CompareResult> {
  const complete = await readCompletePart(
    readRange(params, context),
    {
      signals: comparedSignals,
      service: params.service,
      environments: [params.environment, params.baseEnvironment ?? params.environment],
    },
    context,
  );
  const { base, now } = readSides(
    complete.completeUpTo === null ? params : { ...params, ...toResolved(complete.range) },
    context,
  );
  const failed: CompareResult["failed"][number][] = [];
  const measured = { base: emptyOf(base), now: emptyOf(now) };
  // neither the people of a service's spans nor their transactions are known
  const asked = partNames.filter(
    (name) => params.service === undefined || (name !== "funnels" && name !== "transactions"),
  );
  let lastFailure: ProblemError | undefined;
  for (const part of asked) {
    try {
      if (!complete.isAny) {
        failed.push({ part, reason: nothingComplete(complete) });
        continue;
      }
      const [ofBase, ofNow] = await parts[part]({ base, now }, context);
      measured.base = { ...measured.base, ...ofBase };
      measured.now = { ...measured.now, ...ofNow };
    } catch (error) {
      if (!failsAlone(error)) throw error;
      failed.push({ part, reason: error.message });
      lastFailure = error;
    }
  }
  if (failed.length === asked.length && lastFailure?.code === "STORE_BUSY") throw lastFailure;
  const { hasBase, changes, steady, few } = compareSides(measured.base, measured.now);
  const { items, truncated } = limitList(changes, { rows: mostChanges });
  return {
    base: toSide(base, measured.base),
    now: toSide(now, measured.now),
    by: params.by ?? "",
    completeUpTo: complete.completeUpTo,
    hasBase,
    changes: items,
    truncated,
    steady,
    few,
    cut: cutParts(measured.base, measured.now),
    failed,
  };
}

const failsAlone = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && (error.bound !== undefined || error.code === "STORE_BUSY");

function cutParts(base: Measured, now: Measured): CompareResult["cut"] {
  return partNames.filter((part) => base[`${part}AreCut`] || now[`${part}AreCut`]);
}

function emptyOf(side: Side): Measured {
  return {
    seconds: secondsOf(side),
    isPart: side.attribute !== undefined,
    transactions: [],
    transactionsAreCut: false,
    spans: [],
    spansAreCut: false,
    funnels: [],
    funnelsAreCut: false,
    errors: [],
    errorsAreCut: false,
    metrics: [],
    metricsAreCut: false,
  };
}

function toSide({ range, environment, attribute }: Side, { spans }: Measured): ComparedSide {
  return {
    ...toResolved(range),
    environment: environment ?? "",
    value: attribute?.value ?? "",
    spans: spans.filter(({ kind }) => kind === "operation").reduce((sum, { count }) => sum + count, 0),
  };
}
