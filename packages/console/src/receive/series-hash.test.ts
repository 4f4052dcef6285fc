import { AttributeTape, decodeMetrics, encodeMetrics } from "otlp";
import { expect, test } from "vitest";
import { attributes, makeMetric, makeMetrics, makePoint } from "../../test/support/messages.ts";
import { hashSeries } from "./series-hash.ts";

const seriesCount = 20_000;

/** As they come over the wire. */
function attributesOnWire() {
  const points = Array.from({ length: seriesCount }, (_, at) =>
    makePoint({ attributes: attributes({ "http.route": `/orders/${at}`, code: 200n }) }),
  );
  const bytes = encodeMetrics(makeMetrics([makeMetric({ kind: "gauge", points })]));
  const [metric] = decodeMetrics(bytes, new AttributeTape(bytes))[0]!.scopeMetrics[0]!.metrics;
  return metric!.data!.points.map((point) => point.attributes);
}

test(
  "what is remembered by its bytes is what was computed, for many series and again and again",
  { tags: ["extended"] },
  () => {
    const computed = attributesOnWire().map((each) => hashSeries(7n, new Map(each)));
    expect(new Set(computed).size).toBe(seriesCount);
    for (let report = 0; report < 3; report++)
      expect(attributesOnWire().map((each) => hashSeries(7n, each))).toEqual(computed);
  },
);

test("the order of attributes has no say", () => {
  const [first, second] = [
    [
      ["a", "1"],
      ["b", "2"],
    ],
    [
      ["b", "2"],
      ["a", "1"],
    ],
  ].map((pairs) => {
    const point = makePoint({ attributes: new Map(pairs as [string, string][]) });
    const bytes = encodeMetrics(makeMetrics([makeMetric({ kind: "gauge", points: [point] })]));
    const [metric] = decodeMetrics(bytes, new AttributeTape(bytes))[0]!.scopeMetrics[0]!.metrics;
    return hashSeries(1n, metric!.data!.points[0]!.attributes);
  });
  expect(first).toBe(second);
});
