// People of a funnel as a source of charts: how many began, and the share of them that reached another step, or took all
// steps of a funnel.
import { durationMs } from "catalog/duration";
import { shareOf, ucumOf } from "catalog/measures";
import type { ChartSource } from "contract";
import { readFunnelPeople, readFunnelTrend } from "../../api/funnels/funnels.ts";
import { ProblemError } from "../../problem/problem.ts";
import { type ChartAnswer, type ChartQuery, rangeOf } from "./chart-query.ts";

type FunnelSource = Extract<ChartSource, { readonly funnel: string }>;

export async function readFunnel(source: FunnelSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { funnel, measure, from, to, minPeople = 1 } = source;
  const ends = { from, to, compareMs: asked.compareMs };
  const { steps, trend, share } = await readFunnelTrend(toParams(source, asked), ends, asked.context);
  if (steps.length < 2) throw withoutSteps(source);
  const isShare = measure === "conversion";
  const people = asked.needsTotal ? await countPeople({ ...source, steps: [...steps] }, asked) : undefined;
  return {
    times: trend.buckets.map(({ time }) => Date.parse(time)),
    stepMs: trend.stepMs,
    unit: isShare ? ucumOf("conversion") : "{person}",
    perSecond: false,
    truncated: 0,
    lines: [
      {
        label: isShare ? `${steps[0]} → ${steps.at(-1)}` : `${funnel} entered`,
        labels: {},
        kind: "line",
        values: trend.buckets.map(({ entered, finished }) =>
          isShare ? (entered < minPeople * share ? null : shareOf(finished, entered)) : entered,
        ),
        total:
          people === undefined
            ? undefined
            : isShare
              ? shareOf(people.at(-1) ?? 0, people[0] ?? 0)
              : people[0],
      },
    ],
  };
}

/** The people who reached each step of a funnel, one line a step: what a chart of the form `funnel` draws. */
export async function readFunnelSteps(source: FunnelSource, asked: ChartQuery): Promise<ChartAnswer> {
  const steps = await readFunnelPeople(toParams(source, asked), asked.context);
  if (steps.length < 2) throw withoutSteps(source);
  return {
    times: [],
    stepMs: 60_000,
    unit: "{person}",
    perSecond: false,
    truncated: 0,
    lines: steps.map(({ step, people }) => ({
      label: step,
      labels: { step },
      kind: "line",
      values: [],
      total: people,
    })),
  };
}

async function countPeople(source: FunnelSource, asked: ChartQuery): Promise<readonly number[]> {
  const { lines } = await readFunnelSteps(source, asked);
  return lines.map(({ total }) => total ?? 0);
}

function toParams(source: FunnelSource, asked: ChartQuery): Parameters<typeof readFunnelPeople>[0] {
  const { funnel: name, steps = [], order = "ordered", exclude = [], window } = source;
  const windowMs = window === undefined ? undefined : durationMs(window);
  const rules = { windowMs, order, sample: "usual" } as const;
  return { ...rangeOf(asked), ...rules, name, steps: [...steps], exclude: [...exclude], filter: [] };
}

function withoutSteps({ funnel, from, to }: FunnelSource): ProblemError {
  return new ProblemError(
    "BAD_BODY",
    `The journey \`${funnel}\` has no steps from \`${from ?? "its first"}\` to \`${to ?? "its last"}\` in this range.`,
    "Name two of its steps as `from` and `to`.",
  );
}
