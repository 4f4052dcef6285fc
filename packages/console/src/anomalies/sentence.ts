// An anomaly in one sentence, in the unit of its series.
import { type MeasureKey, measureOf } from "catalog/measures";
import { percentText } from "catalog/percent-text";
import type { AnomalyKind } from "detect";
import type { Measure, SubjectName } from "./subjects.ts";

interface Described {
  readonly subject: Pick<SubjectName, "kind" | "service" | "environment" | "name">;
  readonly measure: Measure;
  readonly kind: AnomalyKind;
  readonly direction: -1 | 0 | 1;
  readonly expected: number;
  readonly observed: number;
  /** Unix ms. */
  readonly started: number;
}

const measures: Readonly<Record<Exclude<Measure, "value">, MeasureKey>> = {
  rate: "requestRate",
  errors: "errorShare",
  p95: "latency.p95",
  completion: "completion",
  conversion: "conversion",
};

/** Of a metric, its value. */
const nounOf = (measure: Measure): string =>
  measure === "value" ? "Value" : measureOf(measures[measure]).name;

/** `Error share of cart: higher level, 23 % instead of about 1 %, since 2026-11-20 14:31 UTC.` */
export function describeAnomaly({ subject, measure, ...found }: Described): string {
  const start = new Date(found.started).toISOString().slice(0, 16).replace("T", " ");
  const [usual, seen] = [valueText(measure, found.expected), valueText(measure, found.observed)];
  return `${nounOf(measure)} of ${subjectText(subject)}: ${wordsOf(found)}, ${contrast(found.kind, seen, usual)}, since ${start} UTC.`;
}

function wordsOf({ kind, direction }: Pick<Described, "kind" | "direction">): string {
  const up = direction > 0;
  switch (kind) {
    case "spike":
      return up ? "spike" : "drop";
    case "shift":
      return `${up ? "higher" : "lower"} level`;
    case "drift":
      return `slow ${up ? "rise" : "fall"}`;
    case "burst":
      return "unusually large variation";
    case "flat":
      return "unusually little variation";
    case "missing":
      return "no data";
  }
}

function contrast(kind: AnomalyKind, seen: string, usual: string): string {
  if (kind === "missing") return `about ${usual} is usual`;
  return kind === "flat" || kind === "burst"
    ? `${seen} where about ${usual} is usual`
    : `${seen} instead of about ${usual}`;
}

function subjectText({ kind, service, environment, name }: Described["subject"]): string {
  const where = environment === "" ? "" : ` in ${environment}`;
  if (kind === "service") return `${service}${where}`;
  return service === "" ? `${name}${where}` : `${name} (${service})${where}`;
}

function valueText(measure: Measure, value: number): string {
  switch (measure) {
    case "rate":
      return `${digits(value)} a minute`;
    case "p95":
      return value >= 1000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`;
    case "value":
      return digits(value);
    default:
      return percentText(value, 3);
  }
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
