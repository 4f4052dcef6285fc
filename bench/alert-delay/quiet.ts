// Quiet weeks of a rule on a share: counts of windows without entries behind them, so that a figure of one false alarm in a hundred weeks
// can be measured. The rule is evaluated by the machine of the console.
import { type AlertRule, createEngine, stepOf } from "alerts";
import { type ReadAt, replayReadings } from "alerts/readings";
import { poisson, randomOf } from "./random.ts";

/** Traffic at its usual level. */
export interface Quiet {
  readonly rule: AlertRule;
  readonly perHour: number;
  /** The usual share. */
  readonly usual: number;
  readonly weeks: number;
  readonly seed: number;
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
const start = Date.UTC(2026, 0, 5);

/** How often the rule fires. */
export function quietAlarms({ rule, perHour, usual, weeks, seed }: Quiet): number {
  const engine = createEngine({ alerts: [rule] });
  const stepMs = stepOf(engine.rules);
  const steps = Math.round((weeks * weekMs) / stepMs);
  const random = randomOf(seed);
  const mean = (perHour * stepMs) / hourMs;
  // sums of all steps before
  const [parts, counts] = [new Float64Array(steps + 1), new Float64Array(steps + 1)];
  for (let step = 0; step < steps; step++) {
    const part = poisson(mean * usual, random);
    parts[step + 1] = parts[step]! + part;
    counts[step + 1] = counts[step]! + part + poisson(mean * (1 - usual), random);
  }
  const readAt: ReadAt = ({ windowMs }, at) => {
    const last = (at - start) / stepMs;
    const first = Math.max(0, last - windowMs / stepMs);
    const [part, count] = [parts[last]! - parts[first]!, counts[last]! - counts[first]!];
    return { groups: count === 0 ? [] : [{ labels: {}, sample: { value: part / count, part, count } }] };
  };
  const { changes } = replayReadings(engine, { from: start, to: start + steps * stepMs }, readAt);
  return changes.filter(({ to }) => to === "firing").length;
}
