// The reader that judges our expositions is itself judged by the vectors; then our text is written from what they mean.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Family, FamilyExemplar, FamilySeries, FamilyType } from "../../src/prometheus/family.ts";
import { writeText } from "../../src/prometheus/text.ts";
import { type ReadFamily, type ReadMetric, readOpenMetrics, readPrometheus } from "./read-exposition.ts";

const folder = path.join(import.meta.dirname, "../fixtures/prometheus-text");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => file.slice(0, -".txt".length));

interface Vector {
  readonly contentType: string;
  readonly families: ReadFamily[];
}

function vector(name: string): { readonly text: string; readonly meaning: Vector } {
  return {
    text: readFileSync(path.join(folder, `${name}.txt`), "utf8"),
    meaning: JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Vector,
  };
}

describe("the reader", () => {
  test.each(names)("reads %s", (name) => {
    const { text, meaning } = vector(name);
    const read = meaning.contentType.startsWith("text/plain") ? readPrometheus : readOpenMetrics;
    expect(read(text)).toEqual(meaning.families);
  });

  const invalid = JSON.parse(readFileSync(path.join(folder, "invalid.json"), "utf8")) as {
    name: string;
    text: string;
    why: string;
  }[];
  test.each(invalid)("refuses $name: $why", ({ text }) => {
    expect(() => readOpenMetrics(text)).toThrow(/./);
  });
});

describe("the writer", () => {
  const writable = new Set(["counter", "gauge", "histogram", "info"]);
  const familiesOf = (name: string): ReadFamily[] =>
    vector(name).meaning.families.filter(
      ({ type, metrics }) =>
        writable.has(type) &&
        metrics.length > 0 &&
        // we never write timestamps (specification: metrics/sdk_exporters/prometheus)
        metrics.every(({ points, timestamp }) => points === undefined && timestamp === undefined) &&
        // nor exemplars without one
        metrics.every((metric) => exemplarsOf(metric).every((exemplar) => exemplar.timestamp !== undefined)),
    );
  // summaries, state sets and gauge histograms are not metrics of OpenTelemetry
  test.each(names.filter((name) => familiesOf(name).length > 0))("writes what %s means", (name) => {
    const families = familiesOf(name);
    const isOld = vector(name).meaning.contentType.startsWith("text/plain");
    const options = { openMetrics: !isOld, created: true };
    const text = [...writeText(families.map(toFamily), options)].join("");
    expect((isOld ? readPrometheus : readOpenMetrics)(text)).toEqual(families);
  });
});

function exemplarsOf(metric: ReadMetric): { timestamp?: number }[] {
  return [metric.exemplar, ...(metric.buckets ?? []).map(({ exemplar }) => exemplar)].filter(
    (exemplar) => exemplar !== undefined,
  );
}

function toFamily({ name, type, help, unit, metrics }: ReadFamily): Family {
  const suffix = type === "counter" ? "_total" : type === "info" ? "_info" : "";
  return { name, sample: name + suffix, type: type as FamilyType, help, unit, series: metrics.map(toSeries) };
}

function toSeries(metric: ReadMetric): FamilySeries {
  const value = metric.total ?? metric.value ?? metric.count ?? 1;
  return {
    labels: Object.entries(metric.info ?? metric.labels),
    created: metric.created,
    value: number(value),
    exemplar: toExemplar(metric.exemplar),
    histogram:
      metric.buckets === undefined
        ? undefined
        : {
            sum: metric.sum === undefined ? undefined : number(metric.sum),
            native: undefined,
            buckets: metric.buckets.map(({ le, count, exemplar }) => ({
              bound: number(le),
              count,
              exemplar: toExemplar(exemplar),
            })),
          },
  };
}

function toExemplar(exemplar: ReadMetric["exemplar"]): FamilyExemplar | undefined {
  if (exemplar === undefined) return undefined;
  return {
    labels: Object.entries(exemplar.labels),
    value: number(exemplar.value),
    at: exemplar.timestamp as number,
  };
}

function number(value: number | string): number {
  return typeof value === "number" ? value : Number(value.replace("Inf", "Infinity"));
}
