// People of a funnel as a source of charts: how many began, and the share of them that reached another step, or took all
// steps of a funnel.
import { durationMs } from "catalog/duration";
import { shareOf, ucumOf } from "catalog/measures";
import type { ChartSource } from "contract";
import { readFunnelTrend } from "../../api/funnels/funnels.ts";
import { ProblemError } from "../../problem/problem.ts";
import { type ChartAnswer, type ChartQuery, rangeOf } from "./chart-query.ts";

type FunnelSource = Extract<ChartSource, { readonly funnel: string }>;

export async function readFunnel(source: FunnelSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { funnel, measure, from, to, order = "ordered", exclude = [], window, minPeople = 1 } = source;
  const windowMs = window === undefined ? undefined : durationMs(window);
  const rules = { windowMs, order, sample: "usual" } as const;
  const named = { name: funnel, steps: [...(source.steps ?? [])], exclude: [...exclude], filter: [] };
  const params = { ...rangeOf(asked), ...rules, ...named };
  const { steps, trend, share } = await readFunnelTrend(
    params,
    { from, to, compareMs: asked.compareMs },
    asked.context,
  );
  if (steps.length < 2)
    throw new ProblemError(
      "BAD_BODY",
      `The journey \`${funnel}\` has no steps from \`${from ?? "its first"}\` to \`${to ?? "its last"}\` in this range.`,
      "Name two of its steps as `from` and `to`.",
    );
  const isShare = measure === "conversion";
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
      },
    ],
  };
}
