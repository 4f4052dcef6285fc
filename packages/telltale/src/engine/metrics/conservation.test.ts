// No count is lost and none is exported twice, whatever is recorded, bound, collected and turned away in between.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMeters } from "../meter/meters.ts";
import type { CollectedMetric, Collection } from "./collection.ts";

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("add"), id: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("bound"), id: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("collect"), id: fc.constant(0) }) },
);

const sumOf = (metrics: readonly CollectedMetric[], name: string): number =>
  metrics
    .filter((metric) => metric.name === name)
    .flatMap(({ data }) =>
      data.form === "sum"
        ? data.points.map(({ value }) => value)
        : data.points.map((point) => ("count" in point ? point.count : 0)),
    )
    .reduce((all, value) => all + value, 0);

const metricsOf = ({ scopes }: Collection): CollectedMetric[] =>
  scopes.flatMap(({ metrics }) => [...metrics]);

test("the deltas add up to what was recorded, and to the cumulative sum", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 6 }),
      async (steps, cardinality) => {
        const meters = createMeters({ views: [], cardinality: () => cardinality, exemplars: "always_on" });
        const cumulative = meters.addReader();
        const delta = meters.addReader({ temporality: () => "delta" });
        const meter = meters.meter("m", "", "");
        const describe = { unit: "", description: "" } as const;
        const counter = meter.instrument({ kind: "counter", name: "c", ...describe });
        const histogram = meter.instrument({ kind: "histogram", name: "h", bounds: [1], ...describe });
        const handles = new Map<number, ReturnType<typeof counter.bind>>();
        let reported = { c: 0, h: 0 };
        let recorded = { c: 0, h: 0 };
        const collect = async (): Promise<void> => {
          const collection = await delta.collect();
          const metrics = metricsOf(collection);
          for (const { data } of metrics) expect(data.points.length).toBeLessThanOrEqual(cardinality);
          reported = { c: reported.c + sumOf(metrics, "c"), h: reported.h + sumOf(metrics, "h") };
        };
        for (const [at, { do: what, id }] of steps.entries()) {
          // ones take another way than the rest
          const value = at % 3 === 0 ? 1 : at % 5;
          if (what === "collect") await collect();
          else if (what === "add") {
            counter.record(value, { id });
            histogram.record(value, { id });
            recorded = { c: recorded.c + value, h: recorded.h + 1 };
          } else {
            const handle = handles.get(id) ?? counter.bind({ id });
            handles.set(id, handle);
            handle.record(value);
            recorded = { c: recorded.c + value, h: recorded.h };
          }
        }
        await collect();
        const all = metricsOf(await cumulative.collect());
        expect(reported).toEqual(recorded);
        expect({ c: sumOf(all, "c"), h: sumOf(all, "h") }).toEqual(recorded);
      },
    ),
    { numRuns: 300 },
  );
});
