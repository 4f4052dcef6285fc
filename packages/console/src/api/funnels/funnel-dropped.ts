// GET /api/funnels/{name}/dropped: what happened in the traces of people who dropped at a step, compared with those who went on.
import type { DroppedError, DroppedOperation, FunnelDroppedResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { findSize, toSample } from "../journeys/people-parts.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";
import { minutes, toTimeParams } from "../traces/times-to-read.ts";
import { summariseNear } from "../traces/trace-summaries.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import { nowParams, toFunnelParams } from "./funnel-params.ts";
import { findStep, openFunnel, toFactParams } from "./funnel-rules.ts";
import { findWindow } from "./funnel-window.ts";

interface ExampleRow {
  readonly hasDropped: number;
  readonly lastNs: string;
  readonly traceId: string;
}

interface ErrorRow {
  readonly fingerprint: string;
  readonly errorType: string;
  readonly text: string;
  readonly serviceName: string;
  readonly inDropped: string;
  readonly inContinued: string;
}

interface SpanRow {
  readonly serviceName: string;
  readonly operation: string;
  readonly droppedMs: number;
  readonly continuedMs: number;
  readonly inDropped: string;
  readonly inContinued: string;
}

const mostShown = 10;
const nothingDropped = {
  step: "",
  compared: { dropped: 0, continued: 0 },
  errors: [],
  operations: [],
  traces: [],
};
/** An operation counts as slower with this ratio, this difference, and in so many traces of either side. */
const slower = { ratio: 1.2, ms: 5, traces: 3 } as const;

export async function getFunnelDropped(
  params: ParamsOf<"GET /api/funnels/:name/dropped">,
  context: ApiContext,
): Promise<FunnelDroppedResult> {
  const range = readRange(params, context);
  const which = { environment: params.environment, ...toConditionParams(params, context) };
  const { funnel } = await openFunnel(params.name, params, range, context);
  if (funnel.steps.length === 0) return { ...toResolved(range), ...nothingDropped };
  const at = findStep(funnel, params.step);
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const query = {
    ...toFunnelParams([funnel], range, which, { ...params, windowMs }),
    ...nowParams(context),
  };
  const { part } = toSample(await findSize(query, context));
  const { atStep } = toFactParams(funnel, at, params);
  const examples = await run<ExampleRow>(context, "funnel-examples", { ...query, ...part, atStep });
  const lost = examples.filter(({ hasDropped }) => Boolean(hasDropped));
  const kept = examples.filter(({ hasDropped }) => !hasDropped);
  const traces = {
    dropped: idsOf(lost),
    continued: idsOf(kept),
    ...toTimeParams(minutesAround(examples), minutes),
  };
  const [errors, spans, summaries] =
    lost.length === 0
      ? [[], [], []]
      : await Promise.all([
          run<ErrorRow>(context, "funnel-trace-errors", traces),
          run<SpanRow>(context, "funnel-trace-spans", traces),
          summariseNear(
            lost.map(({ traceId, lastNs }) => ({ traceId, firstNs: lastNs, lastNs })),
            context,
          ),
        ]);
  const counts = { dropped: traces.dropped.length, continued: traces.continued.length };
  return {
    ...toResolved(range),
    step: funnel.steps[at] ?? "",
    compared: counts,
    errors: rankErrors(errors.map(toError), counts),
    operations: spans.map(toOperation).filter(isSlower).slice(0, mostShown),
    traces: summaries
      .toSorted((a, b) => b.errorCount - a.errorCount || Number(BigInt(b.durationNs) - BigInt(a.durationNs)))
      .slice(0, 2 * mostShown),
  };
}

function idsOf(rows: readonly ExampleRow[]): string[] {
  return [...new Set(rows.map(({ traceId }) => traceId))];
}

/** The minutes of the examples, and those beside them: a trace is within a minute or so of any of its records. */
function minutesAround(rows: readonly ExampleRow[]): ReadonlySet<bigint> {
  return new Set(
    rows.flatMap(({ lastNs }) => {
      const minute = BigInt(lastNs) / minutes.ns;
      return [minute - 1n, minute, minute + 1n];
    }),
  );
}

/** Those that a larger share of the traces of people who dropped has, the largest difference first. */
function rankErrors(
  errors: readonly DroppedError[],
  { dropped, continued }: FunnelDroppedResult["compared"],
): DroppedError[] {
  const difference = (error: DroppedError): number =>
    error.dropped / dropped - (continued === 0 ? 0 : error.continued / continued);
  return errors
    .filter((error) => difference(error) > 0)
    .toSorted((a, b) => difference(b) - difference(a))
    .slice(0, mostShown);
}

function isSlower({ droppedMs, continuedMs, dropped, continued }: DroppedOperation): boolean {
  const hasEnough = Math.min(dropped, continued) >= slower.traces;
  return hasEnough && droppedMs >= continuedMs * slower.ratio && droppedMs - continuedMs >= slower.ms;
}

function toError({
  fingerprint,
  errorType,
  text,
  serviceName,
  inDropped,
  inContinued,
}: ErrorRow): DroppedError {
  return {
    fingerprint,
    type: errorType,
    message: text,
    service: serviceName,
    dropped: Number(inDropped),
    continued: Number(inContinued),
  };
}

function toOperation({
  serviceName,
  operation,
  droppedMs,
  continuedMs,
  inDropped,
  inContinued,
}: SpanRow): DroppedOperation {
  return {
    service: serviceName,
    name: operation,
    droppedMs,
    continuedMs,
    dropped: Number(inDropped),
    continued: Number(inContinued),
  };
}
