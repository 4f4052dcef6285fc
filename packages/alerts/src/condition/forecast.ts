// A line through the past values: will it cross a limit soon?
import type { Input } from "./reading.ts";
import { badnessBeyond } from "./threshold.ts";
import { type Evaluator, type Json, type Verdict, withSample } from "./verdict.ts";

interface Line {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly withinMs: number;
  readonly overMs: number;
}

type Point = readonly [at: number, value: number];

/** Points that are kept for one group. */
const most = 60;

export function forecastEvaluator(name: string, input: Input, line: Line): Evaluator {
  const { above = Infinity, below = -Infinity, withinMs, overMs } = line;
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, ({ value }): Verdict => {
        const points = remember(situation.recall(name), [situation.at, value], overMs);
        situation.keep(name, points);
        const isBeyond = value > above || value < below;
        const first = points[0]!;
        // half of the past must be there before a line says anything
        if (!isBeyond && (points.length < 5 || situation.at - first[0] < overMs / 2))
          return { outcome: "unsure", value, reason: "too little history for a forecast" };
        const predicted = isBeyond ? value : predict(points, situation.at + withinMs);
        const holds = isBeyond || predicted > above || predicted < below;
        const badness = badnessBeyond(line.above === undefined ? "below" : "above", value);
        return { outcome: holds ? "holds" : "clear", value, values: { predicted }, badness };
      }),
  };
}

/** The points with a new one. The last is replaced while it is young, so that the number stays bounded. */
function remember(kept: Json | undefined, point: Point, overMs: number): Point[] {
  const points = ((kept ?? []) as unknown as Point[]).filter(
    ([at]) => at >= point[0] - overMs && at < point[0],
  );
  const before = points.at(-2);
  const isDense = before !== undefined && point[0] - before[0] < overMs / most;
  return [...(isDense ? points.slice(0, -1) : points), point];
}

/** The least-squares line at `at`. */
function predict(points: readonly Point[], at: number): number {
  const count = points.length;
  const meanAt = points.reduce((sum, [one]) => sum + one, 0) / count;
  const meanValue = points.reduce((sum, [, one]) => sum + one, 0) / count;
  let [covariance, variance] = [0, 0];
  for (const [one, value] of points) {
    covariance += (one - meanAt) * (value - meanValue);
    variance += (one - meanAt) ** 2;
  }
  return meanValue + (variance === 0 ? 0 : (covariance / variance) * (at - meanAt));
}
