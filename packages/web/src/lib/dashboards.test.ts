import type { ChartSpec, DashboardVariable } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";

import { chooseValue, paramsOf, valuesOf, withValues } from "./dashboard-variables.ts";
import { moveChart, resizeChart, sizeOf } from "./grid-layout.ts";

const seed = 20_261_122;
const chart = (title: string): ChartSpec => ({ title, sources: [{ metric: "shop.orders" }] });
const provider: DashboardVariable = { name: "provider", attribute: "payment.provider" };
const tier: DashboardVariable = { name: "tier", values: ["gold", "free"], default: "gold" };

test("values come from the address, else from the default; an empty one stands for all", () => {
  expect([...valuesOf([provider, tier], ["provider=nordpay"])]).toEqual([
    ["provider", "nordpay"],
    ["tier", "gold"],
  ]);
  expect(valuesOf([tier], ["tier="]).get("tier")).toBeUndefined();
  expect(valuesOf([provider], ["other=x"]).get("provider")).toBeUndefined();
});

test("what is chosen is read again from the address", () => {
  const value = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
  fc.assert(
    fc.property(value, value, (one, other) => {
      const variables = [provider, tier];
      const first = valuesOf(
        variables,
        chooseValue(variables, valuesOf(variables, undefined), "provider", one),
      );
      const both = valuesOf(variables, chooseValue(variables, first, "tier", other));
      expect([both.get("provider"), both.get("tier")]).toEqual([one, other]);
    }),
    { seed },
  );
});

test("conditions of variables with all values are left out, and names need a value", () => {
  const spec: ChartSpec = {
    title: "Orders of $provider",
    sources: [
      {
        metric: "shop.orders",
        where: { "payment.provider": "$provider", plan: "pro" },
        filter: ["tier=$tier"],
      },
      { service: "$provider", measure: "rate" },
    ],
  };
  const all = withValues(
    spec,
    new Map([
      ["provider", undefined],
      ["tier", undefined],
    ]),
  );
  expect(all.missing).toEqual(["provider"]);
  expect(all.chart.title).toBe("Orders of all");
  expect(all.chart.sources[0]).toEqual({ metric: "shop.orders", where: { plan: "pro" }, filter: [] });
  const one = withValues(
    spec,
    new Map([
      ["provider", "nordpay"],
      ["tier", "gold"],
    ]),
  );
  expect(one.missing).toEqual([]);
  expect(one.chart.sources).toEqual([
    { metric: "shop.orders", where: { "payment.provider": "nordpay", plan: "pro" }, filter: ["tier=gold"] },
    { service: "nordpay", measure: "rate" },
  ]);
});

test("`$$` is a `$` that begins no variable", () => {
  const escaped: ChartSpec = {
    title: "$$plan",
    sources: [
      {
        metric: "shop.orders",
        where: { plan: "$$plan", tier: "$$$plan", city: "$$" },
        filter: ["plan=$$plan"],
      },
      { logs: "$$plan" },
    ],
    environment: "$$plan",
    service: "$$other",
    filter: ["tier=$$$plan", "plan=$plan"],
  };
  const text = "$plan";
  expect(withValues(escaped, new Map([["plan", "pro"]])).chart).toEqual({
    title: text,
    sources: [
      { metric: "shop.orders", where: { plan: text, tier: "$$plan", city: "$$" }, filter: ["plan=$plan"] },
      { logs: text },
    ],
    environment: text,
    service: "$other",
    filter: ["tier=$$plan", "plan=pro"],
  });
});

test("variables narrow charts and contacts by their values, and all values narrow nothing", () => {
  const spec: ChartSpec = {
    title: "Contacts",
    sources: [
      { interaction: "$type", measure: "count", tier: "$tier" },
      { logs: "", service: "$service" },
    ],
    environment: "$stage",
    service: "$service",
    filter: ["tier=$tier", "plan=pro"],
  };
  const names = ["type", "tier", "service", "stage"];
  const valued = withValues(spec, new Map(names.map((name) => [name, `${name}1`])));
  expect(valued.chart).toEqual({
    title: "Contacts",
    sources: [
      { interaction: "type1", measure: "count", tier: "tier1" },
      { logs: "", service: "service1" },
    ],
    environment: "stage1",
    service: "service1",
    filter: ["tier=tier1", "plan=pro"],
  });
  const { chart: all, missing } = withValues(spec, new Map(names.map((name) => [name, undefined])));
  expect([all, missing]).toEqual([
    {
      title: "Contacts",
      sources: [{ interaction: "", measure: "count" }, { logs: "" }],
      filter: ["plan=pro"],
    },
    [],
  ]);
});

test.each<[string, ChartSpec["sources"][number]]>([
  ["state", { workflow: "order", measure: "events" }],
  ["pattern", { logs: "" }],
  ["traceId", { logs: "" }],
  ["spanId", { logs: "" }],
])("a `%s` whose variable has all values is left out", (field, source) => {
  const spec: ChartSpec = { title: "One", sources: [{ ...source, [field]: "$one" }] };
  expect(withValues(spec, new Map([["one", undefined]]))).toEqual({
    chart: { title: "One", sources: [source] },
    missing: [],
  });
  expect(withValues(spec, new Map([["one", "x"]])).chart.sources).toEqual([{ ...source, [field]: "x" }]);
});

test("SQL gets values as parameters, never as text", () => {
  const spec: ChartSpec = { title: "q", sources: [{ sql: "SELECT '$provider'" }] };
  const values = new Map([["provider", "'; DROP"]]);
  expect(withValues(spec, values).chart.sources).toEqual(spec.sources);
  expect(paramsOf(values)).toEqual({ provider: "'; DROP" });
});

test("moving keeps every chart, and resizing stays within the grid", () => {
  const charts = ["a", "b", "c"].map(chart);
  expect(moveChart(charts, 0, 2).map(({ title }) => title)).toEqual(["b", "c", "a"]);
  expect(moveChart(charts, 2, -5).map(({ title }) => title)).toEqual(["c", "a", "b"]);
  fc.assert(
    fc.property(
      fc.nat(4),
      fc.integer({ min: -9, max: 9 }),
      fc.integer(),
      fc.integer(),
      (from, to, columns, rows) => {
        const moved = moveChart(charts, from, to);
        expect(moved.map(({ title }) => title).toSorted()).toEqual(["a", "b", "c"]);
        for (const one of resizeChart(moved, from, { columns, rows })) {
          const { width, height } = sizeOf(one);
          expect(width >= 2 && width <= 12 && height >= 1 && height <= 4).toBe(true);
        }
      },
    ),
    { seed },
  );
});
