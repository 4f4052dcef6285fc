// Matchers of metrics: the points that have the attributes, taken together.
import type { MemoryMetric, MemoryPoint } from "../export/read-batch.ts";
import type { Collection } from "./collection.ts";
import { emittedMetrics, showPoint } from "./emitted.ts";
import {
  attributeDifferences,
  type Difference,
  difference,
  differences,
  type Expected,
  type ExpectedAttributes,
  showExpected,
} from "./expected.ts";
import { nameDistance } from "catalog/name-distance";
import { type Candidate, judge, type Verdict } from "./verdict.ts";

/** What a metric must be, over all points that have the attributes. What is left out is not asked for. */
export interface ExpectedMetric {
  readonly attributes?: ExpectedAttributes | undefined;
  /** What was counted, or of all values of a histogram. */
  readonly sum?: Expected<number> | undefined;
  /** Values that a histogram has taken. */
  readonly count?: Expected<number> | undefined;
  /** Of a histogram. */
  readonly min?: Expected<number> | undefined;
  /** Of a histogram. */
  readonly max?: Expected<number> | undefined;
  /** Of a gauge. */
  readonly value?: Expected<number> | undefined;
  readonly unit?: string | undefined;
  readonly kind?: MemoryMetric["kind"] | undefined;
}

/** Whether the metric `name` has points that are as `expected`. */
export function haveEmittedMetric(
  telemetry: Collection,
  name: Expected<string>,
  expected: ExpectedMetric = {},
): Verdict {
  const { attributes } = expected;
  const candidates = telemetry.metrics().flatMap((metric): Candidate[] => {
    const distance = nameDistance(name, metric.name);
    const misnamed = difference("name", name, metric.name);
    const fitting = metric.points.filter(
      (point) => attributeDifferences(attributes, point.attributes).length === 0,
    );
    if (fitting.length > 0) {
      const title = fitting.map((point) => showPoint(metric, point)).join("\n    ");
      return [
        { title, distance, differences: [...misnamed, ...valueDifferences(expected, metric, fitting)] },
      ];
    }
    return metric.points.map((point) => ({
      title: showPoint(metric, point),
      distance,
      differences: [
        ...misnamed,
        ...attributeDifferences(attributes, point.attributes),
        ...valueDifferences(expected, metric, [point]),
      ],
    }));
  });
  const fields = showExpected(expected);
  return judge({
    expected: `the metric ${showExpected(name)}${fields === "{  }" ? "" : ` ${fields}`}`,
    candidates,
    emitted: () => emittedMetrics(telemetry),
  });
}

function valueDifferences(
  expected: ExpectedMetric,
  { kind, unit }: MemoryMetric,
  points: readonly MemoryPoint[],
): Difference[] {
  const total = (pick: (point: MemoryPoint) => number | undefined): number =>
    points.reduce((sum, point) => sum + (pick(point) ?? 0), 0);
  const histogram = points.some(({ count }) => count !== undefined);
  const mins = points.flatMap(({ min }) => min ?? []);
  const maxs = points.flatMap(({ max }) => max ?? []);
  return differences(
    { ...expected, attributes: undefined },
    {
      kind,
      unit,
      sum: kind === "gauge" ? undefined : rounded(total(({ sum, value }) => sum ?? value)),
      count: histogram ? total(({ count }) => count) : undefined,
      min: mins.length === 0 ? undefined : Math.min(...mins),
      max: maxs.length === 0 ? undefined : Math.max(...maxs),
      value: points.at(-1)?.value,
    },
  );
}

// 0.1 + 0.2 is rounded to 0.3: a test compares with decimal sums
function rounded(sum: number): number {
  return Number.isInteger(sum) ? sum : Number(sum.toPrecision(14));
}
