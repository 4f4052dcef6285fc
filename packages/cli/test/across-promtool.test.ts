// Values of several instances: rules generated for Prometheus, Grafana's charts and a replay have the same figure, judged by promtool.
import { stringify } from "yaml";
import { createFactReader, createInput, indexFacts } from "alerts/readings";
import type { SourceDeclaration } from "catalog/source-declaration";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { metric, scenario } from "../src/alerts/index.ts";
import { toPrometheus } from "../src/catalog/alerts.ts";
import { toGrafana } from "../src/catalog/dashboards.ts";
import { alertOn } from "./fixtures/alert-on.ts";
import { catalog } from "./fixtures/boards/catalog.ts";
import type { Board } from "./fixtures/boards/lint.ts";
import { prometheusBin, promtool } from "./promtool.ts";

const bin = prometheusBin();
const pods: Readonly<Record<string, number>> = { a: 30, b: 31, c: 5 };
/** In Prometheus a metric of the unit `1` has a suffix. */
const series = { "store.cache.use": "store_cache_use_ratio", "store.connections": "store_connections" };
const instruments = { "store.cache.use": "value", "store.connections": "updowncounter" } as const;
const at = Date.parse("2026-03-02T09:20:00Z");

/** What a replay reads. */
function replayed(on: SourceDeclaration, isLowest: boolean): number {
  const data = Object.entries(instruments).flatMap(([name, kind]) =>
    Object.entries(pods).map(([pod, value]) => metric(name, { kind, value, attributes: { pod } })),
  );
  const { facts } = scenario({ start: "2026-03-02T09:00:00Z", for: "30m", data });
  const source = (isLowest ? { ...on, isLowest } : on) as never;
  const reading = createFactReader(indexFacts(facts))(createInput(source, 300_000, 0, []), at);
  return "groups" in reading ? reading.groups[0]!.sample.value : NaN;
}

/** Values of queries over the same points in Prometheus, sorted. */
function judged(queries: readonly string[], values: readonly (readonly number[])[]) {
  const text = stringify({
    evaluation_interval: "1m",
    tests: [
      {
        interval: "15s",
        input_series: Object.values(series).flatMap((name) =>
          Object.entries(pods).map(([pod, value]) => ({
            series: `${name}{pod="${pod}", job="store", instance="${pod}"}`,
            values: `${value}x120`,
          })),
        ),
        promql_expr_test: queries.map((expr, index) => ({
          expr: `sum without (job, instance, pod) (${expr})`,
          eval_time: "20m",
          exp_samples: values[index]!.map((value) => ({ labels: "{}", value })),
        })),
      },
    ],
  });
  return promtool(bin!, ["test", "rules", "test.yml"], [{ name: "test.yml", text }]);
}

const acrosses = [undefined, "sum", "max", "min", "average"] as const;
const cases = Object.keys(instruments).flatMap((name) =>
  acrosses.flatMap((across) =>
    (["last", "average"] as const).flatMap((aggregation) =>
      (["above", "below"] as const).map((side) => ({
        on: { metric: name, aggregation, ...(across !== undefined && { across }) },
        side,
      })),
    ),
  ),
);

test.skipIf(bin === undefined)(
  "an alert of a catalog compares the value of the replay, for each `across` of gauges and up-down counters",
  () => {
    const queries: string[] = [];
    const values: number[][] = [];
    for (const { on, side } of cases) {
      // far from every value, so that the condition holds and its result is the value
      const when = side === "above" ? { above: -1 } : { below: 1000 };
      const { files, findings } = toPrometheus(
        { ...catalog, alerts: [alertOn(on, { when })], objectives: [] },
        { histograms: "classic" },
      );
      expect(findings.filter(({ level }) => level === "violation")).toEqual([]);
      const rules = files.find(({ name }) => name.endsWith(".rules.yml"))!.text;
      const { groups } = parse(rules) as { groups: { rules: { expr: string }[] }[] };
      queries.push(groups[0]!.rules[0]!.expr);
      values.push([replayed(on, side === "below")]);
    }
    expect(queries).toHaveLength(40);
    // a gauge without `across` is a result of each series: its highest, or lowest, one decides
    const isEach = cases.map(
      ({ on }) => !("across" in on) && on.aggregation === "last" && on.metric === "store.cache.use",
    );
    const single = queries.map((expr, index) => {
      if (!isEach[index]) return expr;
      return cases[index]!.side === "above" ? `max(${expr})` : `min(${expr})`;
    });
    const { output, status } = judged(single, values);
    expect(output).not.toContain("FAILED");
    expect(status).toBe(0);
    // and another value is noticed
    expect(judged(single.slice(0, 1), [[values[0]![0]! + 1]]).status).toBe(1);
  },
);

test.skipIf(bin === undefined)(
  "Grafana's charts add up-down counters as a replay does, and draw each gauge",
  () => {
    const { files } = toGrafana(catalog, { histograms: "classic" });
    const board = JSON.parse(files.find(({ name }) => name.endsWith("store-metrics.json"))!.text) as Board;
    const queryOf = (name: string): string =>
      board.panels
        .find(({ title }) => title === name)!
        .targets![0]!.expr!.replaceAll(/(job|instance)=~"\$\1"/g, '$1=~".+"');
    const connections = replayed({ metric: "store.connections" }, false);
    expect(connections).toBe(66);
    const highest = replayed({ metric: "store.cache.use" }, false);
    const gauge = queryOf("store.cache.use");
    const { output, status } = judged(
      [queryOf("store.connections"), `max(${gauge})`, `count(${gauge})`],
      [[connections], [highest], [3]],
    );
    expect(output).not.toContain("FAILED");
    expect(status).toBe(0);
  },
);
