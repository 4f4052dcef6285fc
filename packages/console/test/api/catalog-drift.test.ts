// Findings that compare a range with the time before it: values of metrics, and attributes that are new.
import type { CatalogFindingsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import {
  at,
  attributes,
  distribution,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "./harness.ts";

let api: TestApi;
const minute = 60_000;
const [before, lately] = [-200 * minute, -3 * minute];

function declare(sink: RowSink, kind: string, name: string, content: object): void {
  sink.definition({
    tenant: "",
    kind,
    name,
    version: "",
    steps: [],
    states: [],
    transitionsJson: "",
    timeoutMs: 0,
    service: "shop",
    seenMs: Number(at(-minute) / 1_000_000n),
    catalog: { name: "shop", version: "1.0.0", content: JSON.stringify(content), source: "src/catalog.ts:7" },
  });
}

/** The mean of two histograms or gauges, before the range and at its end. */
function addMetric(
  sink: RowSink,
  name: string,
  values: readonly [number, number],
  temporality: number,
): void {
  values.forEach((value, place) => {
    const resourceOfRun = resource("shop", { "service.version": "1.4.0", "process.pid": String(place) });
    const timeNs = at(place === 0 ? before : lately);
    if (temporality === 0) {
      const gauge = series(name, { resource: resourceOfRun, unit: "By" });
      for (const nth of [0n, 1n]) sink.sample(sample(gauge, timeNs + nth * 1_000_000n, value));
      return;
    }
    const histogram = series(name, { type: 3, temporality, resource: resourceOfRun, unit: "s" });
    const points = temporality === 2 ? [2n, 4n] : [4n, 4n];
    points.forEach((count, nth) =>
      sink.distribution(
        distribution(histogram, timeNs + BigInt(nth) * 1_000_000n, {
          startNs: at(before - minute),
          bounds: [1],
          count,
          sum: value * Number(count),
          counts: [count, 0n],
        }),
      ),
    );
  });
}

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    declare(sink, "catalog", "shop", {});
    for (const name of ["delta.duration", "total.duration", "steady.duration"])
      declare(sink, "catalog.metric", name, { kind: "histogram", unit: "s", attributes: [] });
    declare(sink, "catalog.metric", "cache.size", { kind: "gauge", unit: "By", attributes: [] });
    addMetric(sink, "delta.duration", [0.25, 250], 1);
    addMetric(sink, "total.duration", [0.5, 500], 2);
    addMetric(sink, "steady.duration", [0.5, 0.6], 1);
    addMetric(sink, "cache.size", [2048, 2], 0);
    const spans = [
      [before, { "old.key": "a" }],
      [lately, { "old.key": "b", "new.key": "c", "http.route": "/x" }],
    ] as const;
    spans.forEach(([time, values], nth) =>
      sink.span(
        span({ traceId: `t${nth}`, spanId: `s${nth}`, startNs: at(time), attributes: attributes(values) }),
      ),
    );
  });
});
afterAll(() => api.close());

const findings = async (id: string): Promise<CatalogFindingsResult["items"]> =>
  (await api.get<CatalogFindingsResult>(`/api/catalog/findings?from=-2h&limit=500&id=${id}`)).items;

test("values of declared metrics that moved by the factor between two units are found", async () => {
  const found = await findings("unit_drift");
  expect(found.map(({ signalName, message, source }) => [signalName, message, source]).toSorted()).toEqual([
    [
      "cache.size",
      expect.stringContaining("from about 2050 to 2. Its unit is `By`; these look like `KiBy`"),
      "src/catalog.ts:7",
    ],
    ["delta.duration", expect.stringContaining("from about 0.25 to 250"), "src/catalog.ts:7"],
    ["total.duration", expect.stringContaining("from about 0.5 to 500"), "src/catalog.ts:7"],
  ]);
});

test("undeclared attributes are new when they did not arrive before the range", async () => {
  const keys = (await findings("undeclared_since"))
    .map(({ attribute }) => attribute)
    .filter((key) => key !== "");
  expect(keys).toEqual(["new.key"]);
});
