// The adapter of the anomaly detector: an anomaly of the value that lasts.
import { createDetector, type DetectorState, isDetectorState } from "detect";
import type { Input } from "./reading.ts";
import { type Evaluator, type Json, type Verdict, withSample } from "./verdict.ts";

interface Anomaly {
  readonly direction?: "both" | "above" | "below" | undefined;
  readonly falseAlarmsPerWeek?: number | undefined;
}

export function anomalyEvaluator(
  name: string,
  input: Input,
  { direction = "both", falseAlarmsPerWeek = 5 }: Anomaly,
): Evaluator {
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: falseAlarmsPerWeek });
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, ({ value }): Verdict => {
        const kept = situation.recall(name);
        // the detector changes its state, and a round must be repeatable
        const state = isDetectorState(kept)
          ? structuredClone(kept as unknown as DetectorState)
          : detector.start();
        const { kind, expected, low, high, sentence } = detector.step(state, situation.at, value);
        situation.keep(name, state as unknown as Json);
        const values = {
          ...(expected !== undefined && { expected }),
          ...(low !== undefined && { low }),
          ...(high !== undefined && { high }),
        };
        // of variation that changed, neither side is the anomaly
        const isSided = kind !== "flat" && kind !== "burst" && expected !== undefined;
        const side = !isSided || value === expected ? "both" : value > expected ? "above" : "below";
        const holds = kind !== undefined && (direction === "both" || direction === side);
        return { outcome: holds ? "holds" : "clear", value, values, ...(holds && { reason: sentence }) };
      }),
  };
}
