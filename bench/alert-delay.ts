// When do alerts fire after a fault begins, and how often without one?
import { rows as anomalies } from "./alert-delay/anomalies.ts";
import { rows as detectors } from "./alert-delay/detector.ts";
import { rows as gauges } from "./alert-delay/gauges.ts";
import { rows as shares } from "./alert-delay/shares.ts";
import type { Row, Run } from "./alert-delay/row.ts";
import { answer, type Figure } from "./figure.ts";

const families: readonly (() => readonly Row[])[] = [shares, anomalies, gauges, detectors];
const seeds = 30;

const figures: Figure[] = [];
const missed: string[] = [];
for (const row of families.flatMap((rows) => rows())) {
  const runs = Array.from({ length: seeds }, (_, index) => row.run(index + 1));
  const { figures: found, misses } = judge(row, runs);
  figures.push(...found);
  missed.push(...misses);
  for (const { name, value, unit } of found) console.error(`${name}: ${value} ${unit}`);
}
for (const miss of missed) console.error(`MISSED ${miss}`);

answer({
  question: "Delay and false alarms of alerts",
  method:
    `Generated traffic, ${seeds} seeds, rules with their defaults, evaluated by the machine that the console uses. Delays count from the beginning of the fault; ` +
    "a fault that is not found counts as endless. False alarms are those of quiet traffic: of shares six weeks for each seed, of counts with a rhythm three, from the creation of the rule on. " +
    (missed.length === 0 ? "All are as wanted." : `Not as wanted: ${missed.join("; ")}.`),
  figures,
});

interface Judged {
  readonly figures: readonly Figure[];
  readonly misses: readonly string[];
}

function judge({ name, wanted }: Row, runs: readonly Run[]): Judged {
  const found: Figure[] = [];
  const misses: string[] = [];
  const add = (
    what: string,
    value: number,
    unit: string,
    limit?: { most?: number | undefined; least?: number | undefined },
  ): void => {
    const rounded = Number(value.toFixed(2));
    const [most, least] = [limit?.most, limit?.least];
    const bound =
      most !== undefined
        ? ` (wanted at most ${most})`
        : least !== undefined
          ? ` (wanted at least ${least})`
          : "";
    found.push({ name: `${name}: ${what}${bound}`, value: Number.isFinite(rounded) ? rounded : 999, unit });
    if (value > (most ?? Infinity) || value < (least ?? -Infinity))
      misses.push(`${name}: ${what} ${rounded}${bound}`);
  };
  const { median, p95, mostAlerts, leastFiringShare, falseAlarms } = wanted;
  if ([median, p95, wanted.found].some((one) => one !== undefined)) {
    const delays = runs.map(({ delayMinutes = Infinity }) => delayMinutes).toSorted((a, b) => a - b);
    add("median delay", quantile(delays, 0.5), "min", { most: median });
    add("95 % of delays", quantile(delays, 0.95), "min", { most: p95 });
    const share = delays.filter(Number.isFinite).length / runs.length;
    add("found", share * 100, "%", wanted.found === undefined ? undefined : { least: wanted.found * 100 });
  }
  if (mostAlerts !== undefined)
    add("alerts of one fault", Math.max(...runs.map(({ alerts = 0 }) => alerts)), "alerts", {
      most: mostAlerts,
    });
  if (leastFiringShare !== undefined)
    add("time that the alert fires", 100 * Math.min(...runs.map(({ firingShare = 0 }) => firingShare)), "%", {
      least: 100 * leastFiringShare,
    });
  const weeks = runs.reduce((sum, { quietWeeks = 0 }) => sum + quietWeeks, 0);
  if (weeks > 0) {
    const alarms = runs.reduce((sum, one) => sum + (one.falseAlarms ?? 0), 0);
    add("false alarms", (100 * alarms) / weeks, `a week per 100, ${alarms} in ${weeks.toFixed(0)} weeks`, {
      most: falseAlarms,
    });
  }
  return { figures: found, misses };
}

/** The smallest value that a share of all is not above. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Infinity;
}
