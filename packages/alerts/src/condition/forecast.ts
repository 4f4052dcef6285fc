// A line through the past values: will it cross a limit soon?
import { forecastPoints } from "../rule/condition.ts";
import { growsInWindow } from "../source/sources.ts";
import { partlyCovered } from "./covered.ts";
import { type Input, inputWithCover } from "./reading.ts";
import { wholeOf } from "./sample.ts";
import { badnessBeyond } from "./threshold.ts";
import { type Evaluator, type Json, type Verdict, withSample } from "./verdict.ts";
import { hasOtherWindow } from "./window-kept.ts";

interface Line {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly withinMs: number;
  readonly overMs: number;
}

type Point = readonly [at: number, value: number];

/** Points that are kept for one group. */
const most = 60;

/** What is counted grows until telemetry covers the window: that is not its course. */
export function forecastEvaluator(name: string, of: Input, line: Line): Evaluator {
  const isGrowing = growsInWindow(of.source);
  const input = isGrowing ? inputWithCover(of) : of;
  const { above = Infinity, below = -Infinity, withinMs, overMs } = line;
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value } = sample;
        const uncovered = isGrowing ? partlyCovered(situation, input) : undefined;
        // what is above its limit by a part of the window is so in all of it
        if (uncovered !== undefined && !(wholeOf(sample) > above))
          return { outcome: "unsure", isTooEarly: true, value, reason: `no forecast yet: ${uncovered}` };
        const known = hasOtherWindow(situation, name, input) ? undefined : situation.recall(name);
        const points = remember(known, [situation.at, value], overMs);
        if (uncovered === undefined) situation.keep(name, points);
        const isBeyond = value > above || value < below;
        const first = points[0]!;
        // half of the past must be there before a line says anything
        if (!isBeyond && (points.length < forecastPoints || situation.at - first[0] < overMs / 2))
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
  const points = pointsOf(kept).filter(([at]) => at >= point[0] - overMs && at < point[0]);
  const before = points.at(-2);
  const isDense = before !== undefined && point[0] - before[0] < overMs / most;
  return [...(isDense ? points.slice(0, -1) : points), point];
}

/** What is kept may be that of another condition, which the rule had before. */
function pointsOf(kept: Json | undefined): readonly Point[] {
  return Array.isArray(kept) ? kept.filter(isPoint) : [];
}

const isPoint = (value: unknown): value is Point =>
  Array.isArray(value) && value.length === 2 && value.every((one) => Number.isFinite(one));

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
