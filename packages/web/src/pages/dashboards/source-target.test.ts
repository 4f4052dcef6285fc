import type { ChartSource } from "contract";
import { expect, test } from "vitest";

import { targetOf } from "./source-target.ts";

test.each<[ChartSource, object]>([
  [
    { transaction: "purchase", measure: "p95", by: "plan" },
    { to: "/transactions/$type", params: { type: "purchase" }, search: { measure: "duration", by: "plan" } },
  ],
  [{ transaction: "purchase", measure: "outcomes" }, { search: {} }],
  [
    { workflow: "order", measure: "became_stuck" },
    { to: "/workflows/$type", params: { type: "order" }, search: {} },
  ],
  [{ error: "c0ffee" }, { to: "/errors/$fingerprint", params: { fingerprint: "c0ffee" } }],
  [
    { interaction: "chat", measure: "count", by: "result", tier: "gold" },
    { to: "/interactions", search: { type: "chat", tier: "gold" } },
  ],
  [
    { interaction: "", measure: "satisfaction", by: "tier" },
    { to: "/interactions", search: { by: "tier" } },
  ],
  [
    { profile: "rank", measure: "p95" },
    { to: "/profiles/$name", params: { name: "rank" } },
  ],
  [
    { bottleneck: "c0ffee", measure: "saved" },
    { to: "/bottlenecks/$fingerprint", params: { fingerprint: "c0ffee" } },
  ],
  [{ alert: "a1b2c3" }, { to: "/alerts/$id", params: { id: "a1b2c3" } }],
  [{ traces: "all" }, { to: "/traces", search: { spans: "all" } }],
  [{ traces: "entries" }, { to: "/traces", search: {} }],
  [
    { logs: "", service: "payment", pattern: "order <_> paid", kind: "log" },
    { to: "/logs", search: { service: "payment", pattern: "order <_> paid", records: "log" } },
  ],
])("a chart of %j leads to its page", (source, target) => {
  expect(targetOf({ title: "One", sources: [source] }, [])).toMatchObject(target);
});

test("a chart leads to its own environment and service, and to the conditions of both", () => {
  const own = { environment: "staging", service: "payment", filter: ["plan=pro"] };
  const chart = { title: "One", sources: [{ workflow: "order", measure: "ended" } as const], ...own };
  const search = { env: "staging", service: "payment", filter: ["tier=gold", "plan=pro"] };
  expect(targetOf(chart, ["tier=gold"])?.search).toEqual(search);
  expect(targetOf({ title: "One", sources: chart.sources }, ["tier=gold"])?.search).toEqual({});
  expect(targetOf({ title: "Nothing", sources: [] }, [])).toBeUndefined();
});
