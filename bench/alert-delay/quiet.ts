// Quiet weeks of a rule on a share or a count: counts of windows without entries behind them, so that a figure of one false alarm in a
// hundred weeks can be measured. The rule is evaluated by the machine of the console.
import { type AlertRule, createEngine, type Sample, stepOf } from "alerts";
import { type ReadAt, replayReadings } from "alerts/readings";
import { poisson, type Random, randomOf } from "./random.ts";

interface Traffic {
  readonly rule: AlertRule;
  readonly weeks: number;
  readonly seed: number;
}

/** Traffic at its usual level. */
export interface Quiet extends Traffic {
  readonly perHour: number;
  /** The usual share. */
  readonly usual: number;
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/** A Monday. */
const start = Date.UTC(2026, 0, 5);

/** How often a rule on a share fires. */
export function quietAlarms({ perHour, usual, ...traffic }: Quiet): number {
  const draw = (hours: number, _: number, random: Random): Entries => {
    const part = poisson(perHour * hours * usual, random);
    return { part, count: part + poisson(perHour * hours * (1 - usual), random) };
  };
  return alarmsOf(traffic, draw, ({ part, count }) =>
    count === 0 ? undefined : { value: part / count, part, count },
  );
}

/** How often a rule on a count fires. */
export function quietCountAlarms({
  perHourAt,
  ...traffic
}: Traffic & { readonly perHourAt: (at: number) => number }): number {
  const draw = (hours: number, at: number, random: Random): Entries => ({
    part: 0,
    count: poisson(perHourAt(at) * hours, random),
  });
  return alarmsOf(traffic, draw, ({ count }) => ({ value: count, count }));
}

interface Entries {
  readonly part: number;
  readonly count: number;
}

function alarmsOf(
  { rule, weeks, seed }: Traffic,
  draw: (hours: number, at: number, random: Random) => Entries,
  sampleOf: (entries: Entries) => Sample | undefined,
): number {
  const engine = createEngine({ alerts: [rule] });
  const stepMs = stepOf(engine.rules);
  const steps = Math.round((weeks * weekMs) / stepMs);
  const random = randomOf(seed);
  // sums of all steps before
  const [parts, counts] = [new Float64Array(steps + 1), new Float64Array(steps + 1)];
  for (let step = 0; step < steps; step++) {
    const { part, count } = draw(stepMs / hourMs, start + step * stepMs, random);
    parts[step + 1] = parts[step]! + part;
    counts[step + 1] = counts[step]! + count;
  }
  const readAt: ReadAt = ({ windowMs }, at) => {
    const last = (at - start) / stepMs;
    const first = Math.max(0, last - windowMs / stepMs);
    const sample = sampleOf({
      part: parts[last]! - parts[first]!,
      count: counts[last]! - counts[first]!,
    });
    return { groups: sample === undefined ? [] : [{ labels: {}, sample }] };
  };
  const { changes } = replayReadings(engine, { from: start, to: start + steps * stepMs }, readAt);
  return changes.filter(({ to }) => to === "firing").length;
}
