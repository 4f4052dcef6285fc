// A dashboard as a file: for the folder of a console, or for Grafana.
import { grafanaBoard } from "catalog/grafana";
import {
  type ChartSource,
  type ChartSpec,
  dashboardsForm,
  type MetricInfo,
  type ParamsOf,
  readCondition,
} from "contract";
import { Attachment } from "../api/attachment.ts";
import type { ApiContext } from "../api/context.ts";
import { run } from "../api/context.ts";
import { type MetricInfoRow, toMetricInfo } from "../api/metrics/metric-info.ts";
import { type DashboardParts, getDashboard } from "./dashboards.ts";

export async function exportDashboard(
  { form, ...params }: ParamsOf<"GET /api/dashboards/:id/file">,
  context: ApiContext,
  parts: DashboardParts,
): Promise<Attachment> {
  const { id, content } = await getDashboard(params, context, parts);
  const name = fileNameOf(content.title, id);
  if (form === "console")
    return toFile(`${name}.json`, { form: dashboardsForm, dashboards: [{ name, ...content }] });
  const sources = content.charts.flatMap((chart) => chart.sources);
  const names = [...new Set(sources.flatMap((source) => ("metric" in source ? [source.metric] : [])))];
  const metrics = await Promise.all(names.map(async (metric) => findMetric(metric, context)));
  const known = metrics.filter((metric) => metric !== undefined);
  const charts = content.charts.map((chart) => ({
    ...chart,
    sources: chart.sources.map((source) => withConditions(source, chart)),
  }));
  return toFile(`${name}.grafana.json`, grafanaBoard({ id, ...content, charts }, known.map(toDeclared)));
}

/** A source with its filter and those of its chart, which are read: catalogs do not know their grammar. A service is a condition, too. */
function withConditions(source: ChartSource, { service, filter: shared = [] }: ChartSpec): object {
  const own = ("filter" in source ? source.filter : undefined) ?? [];
  const filter = [...own, ...shared].map(
    (text) => readCondition(text) ?? { key: text, operator: "", value: "" },
  );
  const ofService = service === undefined ? [] : [{ key: "service", operator: "=", value: service }];
  const all = [...filter, ...ofService];
  return all.length === 0 ? source : { ...source, filter: all };
}

function toFile(name: string, content: unknown): Attachment {
  return new Attachment(name, Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`));
}

function fileNameOf(title: string, id: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return plain === "" ? id : plain.slice(0, 60);
}

async function findMetric(name: string, context: ApiContext): Promise<MetricInfo | undefined> {
  const [row] = await run<MetricInfoRow>(context, "metric-info", { name });
  return row === undefined ? undefined : toMetricInfo(row);
}

/** A metric as the catalog of its application would declare it. */
function toDeclared({ name, type, unit, monotonic }: MetricInfo): Parameters<typeof grafanaBoard>[1][number] {
  const isHistogram = type === "histogram" || type === "exponential_histogram" || type === "summary";
  const ofSum = monotonic ? "counter" : "updowncounter";
  return { name, unit, instrument: isHistogram ? "histogram" : type === "sum" ? ofSum : "gauge" };
}
