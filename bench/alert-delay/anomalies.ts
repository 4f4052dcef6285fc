// Anomalies of counts and shares as conditions: a quiet day, a fault of six hours, and the time after it; and quiet weeks with a rhythm.
import { type AlertRule, replay, scenario, transactions } from "alerts";
import { quietCountAlarms } from "./quiet.ts";
import { isWeekend, waveAt } from "./rhythm.ts";
import type { Row, Run, Wanted } from "./row.ts";

interface Case {
  readonly measure: "count" | "completion";
  readonly perHour: number;
  readonly usual: number;
  /** During the fault: the rate an hour, or the share. */
  readonly fault: number;
  readonly wanted: Wanted;
}

const [minuteMs, quietHours, faultHours] = [60_000, 24, 6];
const held = { mostAlerts: 1, leastFiringShare: 0.97 };

const cases: readonly Case[] = [
  { measure: "count", perHour: 6000, usual: 1, fault: 0.001, wanted: { p95: 3, ...held } },
  { measure: "count", perHour: 600, usual: 1, fault: 1, wanted: { p95: 10, ...held } },
  { measure: "count", perHour: 120, usual: 1, fault: 1, wanted: { p95: 20, ...held } },
  { measure: "completion", perHour: 600, usual: 0.95, fault: 0.5, wanted: held },
  { measure: "completion", perHour: 60, usual: 0.95, fault: 0.5, wanted: { mostAlerts: 1 } },
];

/** Few bookings: a fifth of an alarm in thirty days of a rule. */
const rare = { perHour: 6, usual: 0.9, days: 10, wanted: { falseAlarms: (0.2 * 7 * 100) / 30 } };

/** Counts with a rhythm of the day, from the creation of the rule on; `weekend`: traffic of weekends as a part of that of other days. */
const rhythms = [
  { perHour: 60, weekend: 1 },
  { perHour: 600, weekend: 1 },
  { perHour: 6000, weekend: 1 },
  { perHour: 600, weekend: 0.5 },
];
const [rhythmWeeks, rhythmWanted] = [3, { falseAlarms: 1 }];

export function rows(): readonly Row[] {
  return [
    ...cases.map((one) => ({
      name: `anomaly of ${one.measure}, ${one.perHour} an hour, ${one.measure === "count" ? one.perHour : one.usual} → ${one.fault}`,
      wanted: one.wanted,
      run: (seed: number) => runOf(one, seed),
    })),
    {
      name: `anomaly of completion, ${rare.perHour} an hour, ${rare.usual}, no fault`,
      wanted: rare.wanted,
      run: quiet,
    },
    ...rhythms.map(({ perHour, weekend }) => ({
      name: `anomaly of count, ${perHour} an hour, a rhythm of the day, weekends ${weekend * 100} %, no fault`,
      wanted: rhythmWanted,
      run: (seed: number): Run => ({
        falseAlarms: quietCountAlarms({
          rule: ruleOf("count"),
          perHourAt: (at) => perHour * waveAt(at) * (isWeekend(at) ? weekend : 1),
          weeks: rhythmWeeks,
          seed,
        }),
        quietWeeks: rhythmWeeks,
      }),
    })),
  ];
}

function quiet(seed: number): Run {
  const { perHour, usual, days } = rare;
  const data = [transactions("purchase", { perHour, completion: usual })];
  const { changes } = replay({ alerts: [ruleOf("completion")] }, scenario({ for: `${days}d`, seed, data }));
  return { falseAlarms: changes.filter(({ to }) => to === "firing").length, quietWeeks: days / 7 };
}

const ruleOf = (measure: Case["measure"]): AlertRule => ({
  name: "rule",
  on: { transaction: "purchase", measure },
  when: { anomaly: {} },
});

function runOf({ measure, perHour, usual, fault }: Case, seed: number): Run {
  const [begin, end] = [`+${quietHours}h`, `+${quietHours + faultHours}h`];
  const plan =
    measure === "count"
      ? { perHour: { start: perHour, [begin]: fault, [end]: perHour } }
      : { perHour, completion: { start: usual, [begin]: fault, [end]: usual } };
  const hours = quietHours + faultHours + 1;
  const found = replay(
    { alerts: [ruleOf(measure)] },
    scenario({ for: `${hours}h`, seed, data: [transactions("purchase", plan)] }),
  );
  const from = found.from + quietHours * 60 * minuteMs;
  const to = from + faultHours * 60 * minuteMs;
  const during = found.changes.filter(({ at }) => at >= from);
  const firings = during.filter(({ kind, at }) => kind === "firing" && at < to);
  if (firings.length === 0) return { alerts: 0, firingShare: 0 };
  let firing = 0;
  for (const { at } of firings) {
    const over = during.find((one) => one.kind === "recovered" && one.at > at)?.at ?? to;
    firing += Math.min(over, to) - at;
  }
  const first = firings[0]!.at;
  return {
    delayMinutes: (first - from) / minuteMs,
    alerts: firings.length,
    firingShare: firing / (to - first),
  };
}
