// A chart as data: what it looks at and in which form. The same on pages, on dashboards, and in files of dashboards, whose sources have the
// words of a catalog.
import { percentiles } from "catalog/percentile";
import { z } from "zod";
import { isEarlier, isFunnelWindow, maxChartTitle, maxSources } from "./chart-parts.ts";
import { funnelOrders } from "./enumerations.ts";
import { letterOf, maxFormulaText } from "./formula.ts";
import { exemplar, metricAggregation } from "./metric.ts";
import { resolvedRange } from "./query.ts";
import type { Body, Out, Routes } from "./route.ts";
import { severityName } from "./log.ts";
import { truncated } from "./truncated.ts";

const name = z.string().min(1).max(500);
const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);
const where = z
  .record(z.string().min(1).max(200), scalar)
  .optional()
  .describe(
    "Only data with these attributes. A value may be a variable of the dashboard, `$provider`; `$$provider` is the text `$provider`.",
  );
const filter = z
  .array(z.string().max(1000))
  .max(20)
  .optional()
  .describe("Conditions as those of the filter bar.");

const metricSource = z.strictObject({
  metric: name,
  aggregation: metricAggregation
    .optional()
    .describe("Default by type: monotonic sum `rate`, other sum and gauge `last`, histogram `p95`."),
  where,
  filter,
  groupBy: z.array(name).max(10).optional(),
  limit: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe("How many groups have a line of their own; the rest is one line, `other`."),
});
const transactionSource = z.strictObject({
  transaction: name,
  measure: z
    .enum(["count", "completion", "failure", "amount", ...percentiles, "outcomes"])
    .describe("`outcomes`: one line each of completed, abandoned and failed ones."),
  by: name
    .optional()
    .describe("One line for each value of this attribute, at most 7; the rest is one line, `other`."),
});
const funnelSource = z.strictObject({
  funnel: name.describe("Name of a journey."),
  measure: z.enum(["entered", "conversion"]).describe("`entered`: the people who took the first step."),
  from: name.optional(),
  to: name.optional(),
  steps: z
    .array(name)
    .min(2)
    .max(20)
    .optional()
    .describe("All steps, as on the page of the funnel, instead of `from` and `to` alone."),
  order: z.enum(funnelOrders).optional(),
  exclude: z.array(name).max(20).optional().describe("Steps that end an attempt."),
  window: z
    .string()
    .refine(isFunnelWindow, "a duration such as `30m`, from 1 ms to 366 days")
    .optional()
    .describe(
      "How long one person may take from the first step to the last, such as `30m`; by default the usual time of the funnel, as on its page.",
    ),
  minPeople: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("A step of the chart in which fewer people began has no conversion; default 1, on its page 5."),
});
const workflowSource = z.strictObject({
  workflow: name,
  measure: z
    .enum(["events", "stuck", "p95", "started", "ended", "became_stuck"])
    .describe(
      "`stuck`: the number of instances that are stuck at each time, as on the page of the workflow, which has to declare a timeout. `started`, `ended`, `became_stuck`: the number of instances in each step.",
    ),
  state: name.optional().describe("Of `events` and `stuck`."),
});
const redMeasure = z.enum(["rate", "errors", "p50", "p95", "p99"]);
const spanSource = z.strictObject({
  span: name,
  measure: redMeasure,
});
const eventSource = z.strictObject({ event: name, measure: z.literal("rate") });
const serviceSource = z.strictObject({
  service: name,
  measure: redMeasure,
});
const logsSource = z.strictObject({
  logs: z.string().max(1000).describe("Words that must all be in the body; empty for all records."),
  severity: severityName.optional().describe("This severity and above."),
  service: name.optional(),
  filter,
  kind: z
    .enum(["log", "event"])
    .optional()
    .describe("`event`: records with an event name; `log`: those without."),
  pattern: name.optional().describe("Only records of this pattern, a `template` of `/api/logs/patterns`."),
  traceId: name.optional(),
  spanId: name.optional(),
});
const errorSource = z.strictObject({
  error: name.describe("The fingerprint of a group of errors."),
});
const interactionSource = z.strictObject({
  interaction: z.string().max(500).describe("A type; empty for all."),
  measure: z.enum(["count", "satisfaction"]),
  by: z
    .enum(["type", "channel", "tier", "result"])
    .optional()
    .describe("One line for each value, at most 6: those with most interactions."),
  channel: name.optional(),
  tier: name.optional(),
  result: name.optional(),
  customer: name.optional(),
});
const profileSource = z.strictObject({
  profile: name,
  measure: z.enum(["p95", "count", "errors"]).describe("`p95`: of the duration. `count`: runs."),
});
const bottleneckSource = z.strictObject({
  bottleneck: name.describe("The fingerprint of a bottleneck."),
  measure: z
    .enum(["saved", "traces", "history"])
    .describe(
      "`saved`: time saved on the critical path, if it were solved. `history`: what a finding of history was judged by, the typical value of each step and the value before; of other findings nothing.",
    ),
});
const alertSource = z.strictObject({
  alert: name.describe("The id of an alert: its value and its limits."),
});
const tracesSource = z.strictObject({
  traces: z
    .enum(["entries", "all"])
    .describe(
      "`entries`: spans that enter a service, `all`: every span. How many, or as a `heatmap` by duration.",
    ),
});
export const recordFigure = z.enum(["count", "unique", "sum", "avg", "min", "max", ...percentiles]);
export type RecordFigure = Out<typeof recordFigure>;
const recordsSource = z
  .strictObject({
    records: z
      .enum(["spans", "logs", "events"])
      .describe("`events`: records of transactions, journeys, workflows and interactions."),
    measure: recordFigure.describe(
      "`count`: how many records, for spans those before sampling. `unique`: how many different values the field has, above 65,536 about as many. Others are of the numbers in the field.",
    ),
    field: name
      .optional()
      .describe(
        "An attribute, or a field that every record has: `duration` in seconds (not of log records), `amount` of events. Every measure but `count` needs it.",
      ),
    by: name
      .optional()
      .describe(
        "One line for each value of this attribute or field (of spans `service.name`, `name`, `status`, `kind`, `entry`); the rest is one line, `other`, and without it `none`.",
      ),
    filter,
    limit: z.int().min(1).max(20).optional().describe("Values that have a line of their own; default 7."),
  })
  .refine(({ measure, field }) => (measure === "count") === (field === undefined), {
    path: ["field"],
    error: "a field of the records, or none with `count`",
  });
const sqlSource = z.strictObject({
  sql: z
    .string()
    .min(1)
    .max(20_000)
    .describe(
      "A query that reads. `{from:DateTime64(9)}` and `{to:DateTime64(9)}` are the range, `{provider:String}` is a variable of the dashboard. Lines, when the first column is a time in even steps; else a table.",
    ),
});

export const chartSource = z
  .union([
    metricSource,
    transactionSource,
    funnelSource,
    workflowSource,
    spanSource,
    eventSource,
    logsSource,
    serviceSource,
    sqlSource,
    errorSource,
    interactionSource,
    profileSource,
    bottleneckSource,
    tracesSource,
    alertSource,
    recordsSource,
  ])
  .meta({
    id: "ChartSource",
    description: "What a chart looks at. The first field says of which kind it is.",
  });
export type ChartSource = Out<typeof chartSource>;

export const chartForm = z.enum(["lines", "bars", "heatmap", "number", "table", "top", "funnel"]).meta({
  id: "ChartForm",
  description:
    "`lines` by default; of log records and with `bars`, stacked bars. `heatmap` is for one metric that is a histogram, or for the durations of `traces`. `number`, `table` and `top` show the `total` of lines, and refuse sources that have none. `funnel` is for one funnel: a line for each step, whose `total` is its people.",
});
export type ChartForm = Out<typeof chartForm>;

/** Columns of a dashboard's grid. */
export const gridColumns = 12;
/** Rows of the grid that a chart is high, at most. */
export const maxChartHeight = 4;
export const chartSpec = z
  .strictObject({
    title: z.string().trim().min(1).max(maxChartTitle),
    description: z.string().max(2000).optional(),
    unit: z
      .string()
      .max(60)
      .optional()
      .describe("UCUM, or an ISO 4217 currency; by default that of the source."),
    sources: z
      .array(chartSource)
      .min(1)
      .max(maxSources)
      .describe(`One or several queries, named ${letterOf(0)}, ${letterOf(1)}, … in formulas.`),
    formula: z
      .string()
      .min(1)
      .max(maxFormulaText)
      .optional()
      .describe("What is drawn instead of the queries: `a / b * 100`. A division by zero is a gap."),
    compare: z
      .string()
      .refine(isEarlier, "a duration of whole minutes such as `1d`")
      .optional()
      .describe("Also drawn, dashed: the same so much earlier, `1d` or `1w`."),
    form: chartForm.optional(),
    environment: name
      .optional()
      .describe(
        "Only of this environment, whichever the request is about. It narrows every source except queries in SQL and alerts.",
      ),
    service: name
      .optional()
      .describe(
        "Only of this service: for metrics, log records, errors, traces, `records`, and `started`, `ended` and `became_stuck` of workflows. Other sources are refused with it.",
      ),
    filter: filter.describe(
      "Conditions besides those of the request: for metrics, log records, traces, `records`, and `started`, `ended` and `became_stuck` of workflows. Other sources are refused with it. A value may be a variable; `$$name` is the text `$name`.",
    ),
    width: z.int().min(2).max(gridColumns).optional().describe("Columns of 12; default 6."),
    height: z.int().min(1).max(maxChartHeight).optional().describe("Rows of 120 px; default 2."),
  })
  .meta({ id: "ChartSpec", description: "What a chart shows, in which form, and its size on a dashboard." });
export type ChartSpec = Body<typeof chartSpec>;

const chartLine = z
  .object({
    label: z.string(),
    labels: z
      .record(z.string(), z.string())
      .describe("Values of the attributes that it is grouped by; empty for all further values together."),
    query: z.string().describe("The letter of its query; empty for a formula."),
    kind: z
      .enum(["line", "bars", "before"])
      .describe("`before`: the earlier period, or what a value is compared with: a limit, the value before."),
    values: z.array(z.number().nullable()).describe("One per time; `null` without a value."),
    total: z
      .number()
      .nullable()
      .describe(
        "The same figure over the whole range, of metrics over the steps that are drawn; `null` without a value, and where the source has none: percentiles and rates of metrics, and figures of services, spans and alerts.",
      ),
  })
  .meta({ id: "ChartLine" });
export type ChartLine = Out<typeof chartLine>;

export const bucketGrid = z
  .object({
    lows: z.array(z.number().nullable()).describe("Lower ends of the rows, ascending; `null` without one."),
    highs: z.array(z.number().nullable()).describe("Their upper ends."),
    counts: z.array(z.array(z.number())).describe("Measurements: one array per time, one number per row."),
  })
  .meta({ id: "BucketGrid", description: "Measurements of a histogram by bucket and time." });
export type BucketGrid = Out<typeof bucketGrid>;

export const chartResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    times: z.array(z.number()).describe("Unix ms of each value."),
    unit: z.string().describe("UCUM, or a currency; empty when unknown."),
    perSecond: z.boolean().describe("Values are in `unit` per second."),
    lines: z.array(chartLine),
    truncated: z.number().describe("Groups that are neither drawn nor in `other`."),
    exemplars: z.array(exemplar),
    heatmap: bucketGrid.nullable().describe("Of a chart of this form."),
    table: z
      .object({
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
        rows: z.array(z.array(z.unknown())).describe("200 at most."),
        truncated: truncated("Rows of the first 10,000"),
      })
      .nullable()
      .describe("Of a query in SQL whose result is not a time series."),
  })
  .meta({ id: "ChartResult", description: "What a chart draws." });
export type ChartResult = Out<typeof chartResult>;

export const chartQuestion = z
  .strictObject({
    chart: chartSpec,
    from: z.string().max(100).optional().describe("As in other routes; default `-1h`."),
    to: z.string().max(100).optional(),
    environment: z.string().max(500).optional(),
    service: z
      .string()
      .max(500)
      .optional()
      .describe("For the sources that the `service` of a chart narrows; a chart may have its own."),
    filter: filter.describe("For the sources that the `filter` of a chart narrows."),
    params: z
      .record(z.string().regex(/^\w{1,64}$/), z.string().max(500))
      .optional()
      .describe("Values of variables, for queries in SQL."),
  })
  .meta({ id: "ChartQuestion" });
export type ChartQuestion = Body<typeof chartQuestion>;

export const chartSql = z
  .object({
    queries: z.array(
      z.object({
        name: z
          .string()
          .describe("Of the query in the sources of the console; `sql` for one that a person wrote."),
        sql: z.string().describe("With the values of its parameters, as `POST /api/sql` takes it."),
      }),
    ),
    truncated: truncated("Queries"),
  })
  .meta({ id: "ChartSql", description: "The queries that a chart is drawn from." });
export type ChartSql = Out<typeof chartSql>;

export const chartRoutes = {
  "POST /api/chart": {
    summary: "Returns what a chart draws over a range.",
    access: "read",
    body: chartQuestion,
    result: chartResult,
  },
  "POST /api/chart/sql": {
    summary: "Returns the queries that a chart is drawn from.",
    description: "Draws the chart, and returns what was asked of the store: 20 queries at most.",
    access: "read",
    body: chartQuestion,
    result: chartSql,
  },
} satisfies Routes;
