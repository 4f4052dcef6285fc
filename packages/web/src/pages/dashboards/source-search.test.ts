import type { ChartSource } from "contract";
import { expect, test } from "vitest";

import { logsSearch, metricSearch } from "./source-search.ts";

test("a chart of a metric leads to it with its aggregation, groups and conditions, and those of the header", () => {
  const source = {
    metric: "shop.orders",
    aggregation: "average" as const,
    groupBy: ["tier"],
    limit: 5,
    where: { "payment.provider": "nord pay" },
    filter: ["outcome=failed"],
  } satisfies ChartSource;
  const chart = { form: "lines", compare: "1d" } as const;
  expect(metricSearch(source, chart, ["plan=pro"])).toEqual({
    agg: "avg",
    by: ["tier"],
    top: 5,
    vs: "1d",
    filter: ["plan=pro", "payment.provider=nord pay", "outcome=failed"],
  });
  expect(metricSearch({ metric: "shop.orders" }, {}, [])).toEqual({});
});

test("a chart of log records leads to the same records", () => {
  expect(
    logsSearch({ logs: "declined", severity: "warn", service: "payment", filter: ["tier=gold"] }, [
      "tier=gold",
    ]),
  ).toEqual({ text: "declined", severity: "warn", service: "payment", filter: ["tier=gold"] });
  expect(logsSearch({ logs: "" }, [])).toEqual({});
});
