// Workflows as a source of charts: their events and what is stuck are read like the sources of alert rules, a window for each step.
import type { ChartSource } from "contract";
import { readSourceLines } from "../../alerts/read/source-lines.ts";
import { ReadingMistake } from "../../alerts/read/ask.ts";
import { findDefinitions } from "../../api/definitions/definitions.ts";
import { stepTimes } from "../../api/time/range.ts";
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

interface Drawn {
  readonly label: string;
  readonly unit: string;
  /** Zero when nothing happened; other measures have no value then. */
  readonly isCount: boolean;
}

async function readLines(
  source: Parameters<typeof readSourceLines>[1],
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
    const lines = await readSourceLines(
      context.queries,
      { ...source, ...where } as typeof source,
      [],
      steps,
      context.signal,
    );
    // in a formula nothing is zero, too; alone, a chart without any data says so
    const found =
      isCount && isTotal && lines.length === 0 ? [{ labels: {}, values: times.map(() => 0) }] : lines;
    return toAnswer(
      asked,
      unit,
      found.map(({ labels, values }) => ({
        label,
        labels,
        values: isCount ? values.map((value) => value ?? 0) : values,
      })),
    );
  } catch (error) {
    if (error instanceof ReadingMistake)
      throw new ProblemError("BAD_BODY", error.message, "", { cause: error });
    throw error;
  }
}
