// What was emitted, as text below a failure.
import type { MemoryLog, MemoryMetric, MemoryPoint } from "../export/read-batch.ts";
import { showAttributes, showMs, showValue } from "../reading/plain-text.ts";
import { showTrees, toTrees } from "../reading/span-tree.ts";
import type { Collection } from "./collection.ts";

const maxLines = 60;

/** All spans as trees. */
export function emittedSpans(telemetry: Collection): string {
  const trees = toTrees([...telemetry.spans(), ...telemetry.openSpans()]);
  return section("spans", showTrees(trees, maxLines));
}

/** All metrics with their points. */
export function emittedMetrics(telemetry: Collection): string {
  const lines = telemetry
    .metrics()
    .flatMap((metric) => metric.points.map((point) => `  ${showPoint(metric, point)}`));
  return section("metrics", lines);
}

/** All log records that are not business records. */
export function emittedLogs(telemetry: Collection): string {
  const records = telemetry.logs().filter(({ eventName }) => !eventName.startsWith("telltale."));
  return section(
    "log records",
    records.map((record) => `  ${showLog(record)}`),
  );
}

/** All records of `kinds`, such as `transaction`. */
export function emittedRecords(telemetry: Collection, kind: string): string {
  const prefix = `telltale.${kind}.`;
  const records = telemetry.logs().filter(({ eventName }) => eventName.startsWith(prefix));
  const lines = records.map((record) => `  ${showLog({ ...record, attributes: shortened(record, prefix) })}`);
  return section(`records of ${kind}s`, lines);
}

/** One line of a metric's point. */
export function showPoint({ name, unit }: MemoryMetric, point: MemoryPoint): string {
  const value =
    point.count === undefined
      ? showValue(point.value)
      : `count ${point.count}, sum ${point.sum}, from ${point.min} to ${point.max}`;
  return [name, unit === "" ? value : `${value} ${unit}`, showAttributes(point.attributes)]
    .join("  ")
    .trimEnd();
}

/** One line of a log record. */
export function showLog({ eventName, severityText, body, attributes }: MemoryLog): string {
  const parts = [
    severityText,
    eventName,
    body === null || body === undefined ? "" : showValue(body),
    showAttributes(withoutNoise(attributes)),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

// what is different each time, and what is longer than all the rest
function withoutNoise(attributes: MemoryLog["attributes"]): MemoryLog["attributes"] {
  const { "log.record.uid": _uid, "exception.stacktrace": _stack, ...rest } = attributes;
  return rest;
}

/** A length of time, where there is one. */
export function showDuration(ms: number | undefined): string {
  return ms === undefined ? "open" : showMs(ms);
}

function shortened({ attributes }: MemoryLog, prefix: string): MemoryLog["attributes"] {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key.startsWith(prefix) ? key.slice(prefix.length) : key,
      value,
    ]),
  );
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0)
    return `No ${title} were emitted. Did the code run after \`collect()\`, and was it awaited?`;
  const rest = lines.length - maxLines;
  const shown = rest > 1 ? [...lines.slice(0, maxLines), `  … and ${rest} more`] : lines;
  return [`Emitted ${title}:`, ...shown].join("\n");
}
