// Workflows as a source of charts: their events and what is stuck are read like the sources of alert rules, a window for each step.
import { durationMs } from "catalog/duration";
import { openSinceMs } from "catalog/stuck";
import type { ChartSource } from "contract";
import { readSourceLines } from "../../alerts/read/source-lines.ts";
import { ReadingMistake } from "../../alerts/read/ask.ts";
import { findDefinitions } from "../../api/definitions/definitions.ts";
import { run } from "../../api/context.ts";
import { stepTimes, toRangeParams } from "../../api/time/range.ts";
import { toSqlTime } from "../../api/time/time.ts";
import { ProblemError } from "../../problem/problem.ts";
import { type ChartAnswer, type SteppedQuery, toAnswer } from "./chart-query.ts";
import { readInstances } from "./trends.ts";

type WorkflowSource = Extract<ChartSource, { readonly workflow: string }>;

export async function readWorkflow(
  { workflow, measure, state }: WorkflowSource,
  asked: SteppedQuery,
): Promise<ChartAnswer> {
  if (measure !== "events" && measure !== "stuck" && measure !== "p95")
    return readInstances(workflow, measure, asked);
  if (measure === "p95")
    throw new ProblemError(
      "BAD_BODY",
      `The console does not know the duration of the workflow \`${workflow}\` over time.`,
      "Its page shows the distribution over the range; draw `events` or `stuck` here.",
    );
  const longerThan = measure === "stuck" ? await timeoutOf(workflow, asked) : undefined;
  const source = {
    workflow,
    measure,
    ...(state !== undefined && { state }),
    ...(longerThan !== undefined && { longerThan }),
  };
  const unit = measure === "stuck" ? "{instance}" : "{event}";
  const label = state === undefined ? `${workflow} ${measure}` : state;
  return readLines(source, { label, unit, isCount: measure === "events" }, asked);
}

/** An instance is stuck as on its page. @throws {ProblemError} where that is not declared. */
async function timeoutOf(workflow: string, { context }: SteppedQuery): Promise<string> {
  const [definition] = await findDefinitions("workflow", workflow, context);
  if (definition !== undefined && definition.timeoutMs > 0) return `${definition.timeoutMs}ms`;
  throw new ProblemError(
    "BAD_BODY",
    `Cannot draw what is stuck of the workflow \`${workflow}\`: it declares no timeout.`,
    "Declare `timeoutMs` in `defineWorkflow()`, or draw `events` instead.",
  );
}

/** Since which day (Unix ms) there were instances of the workflow that could be stuck in the range; `undefined`: there were none. */
async function findKnownSince(
  workflow: string,
  longerThan: string,
  { range, environment, context }: SteppedQuery,
): Promise<number | undefined> {
  const since = openSinceMs(Number(range.fromNs / 1_000_000n), durationMs(longerThan));
  const [row] = await run<{ firstDay: number }>(context, "workflow-known-days", {
    ...toRangeParams(range),
    since: toSqlTime(BigInt(since) * 1_000_000n),
    workflow,
    environment,
  });
  return row === undefined ? undefined : row.firstDay * 1000;
}

interface Drawn {
  readonly label: string;
  readonly unit: string;
  /** Zero when nothing happened. What is stuck is zero only from when on instances are known. */
  readonly isCount: boolean;
}

async function readLines(
  source: Parameters<typeof readSourceLines>[1] & { readonly workflow: string; readonly longerThan?: string },
  { label, unit, isCount }: Drawn,
  asked: SteppedQuery,
): Promise<ChartAnswer> {
  const { range, stepMs, environment, isTotal, context } = asked;
  const times = stepTimes(range, stepMs);
  const [fromMs, toMs] = [range.fromNs, range.toNs].map((ns) => Number(ns / 1_000_000n)) as [number, number];
  const where = environment === undefined ? {} : { where: { "deployment.environment.name": environment } };
  const within = { from: fromMs, to: Math.min(toMs, Math.floor(context.nowMs())) };
  const steps = { from: times[0] ?? 0, stepMs, count: times.length, within };
  try {
    const { lines, isPartial } = await readSourceLines(
      context.queries,
      { ...source, ...where } as typeof source,
      [],
      steps,
      context.signal,
    );
    // where instances were left out, it is not known that none is stuck
    const knownSince =
      isCount || isPartial
        ? undefined
        : await findKnownSince(source.workflow, source.longerThan ?? "0s", asked);
    // in a formula nothing is zero, too; alone, a chart without any data says so
    const isZero = isCount ? isTotal : knownSince !== undefined;
    const found = lines.length === 0 && isZero ? [{ labels: {}, values: times.map(() => null) }] : lines;
    // what will be stuck later is not known
    const isKnown = (time: number): boolean =>
      knownSince !== undefined && time + stepMs > knownSince && time < within.to;
    const zero = (time: number): number | null => (isCount || isKnown(time) ? 0 : null);
    return toAnswer(
      asked,
      unit,
      found.map(({ labels, values }) => ({
        label,
        labels,
        values: values.map((value, at) => value ?? zero(times[at]!)),
      })),
    );
  } catch (error) {
    if (error instanceof ReadingMistake)
      throw new ProblemError("BAD_BODY", error.message, "", { cause: error });
    throw error;
  }
}
