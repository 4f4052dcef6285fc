// Panels and rows in Grafana's grid of 24 columns, and the dashboard around them.
import {
  description as plainDescription,
  type GrafanaText,
  panelDescription,
  title as plainTitle,
} from "quoting/grafana";
import { labelName, metricName, promql, type PromQL } from "quoting/promql";
import { type Dashboard, dataSource, type GridPosition, type Panel, type Row, type Target } from "./model.ts";

/** A panel before it has its place. */
export interface Chart {
  readonly type?: Panel["type"];
  readonly title: string;
  readonly description: string;
  /** Of Grafana. */
  readonly unit: string;
  readonly queries: readonly { readonly expr: PromQL; readonly legend: GrafanaText }[];
  /** For shares: the largest value of the axis. */
  readonly max?: number;
}

/** A row's heading with the charts below it. */
export interface Section {
  readonly title: string;
  readonly charts: readonly Chart[];
}

export interface Head {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
}

const height = 8;

/** A dashboard of `sections`, with variables for the data source, jobs and instances of series of `metric`. */
export function layOut(head: Head, metric: string, sections: readonly Section[]): Dashboard {
  const panels: (Panel | Row)[] = [];
  let y = 0;
  for (const { title, charts } of sections) {
    panels.push(rowOf(panels.length + 1, title, y));
    y += 1;
    const width = charts.length % 3 === 0 ? 8 : 12;
    const perRow = 24 / width;
    for (const [index, chart] of charts.entries()) {
      const gridPos = {
        h: height,
        w: width,
        x: (index % perRow) * width,
        y: y + Math.floor(index / perRow) * height,
      };
      panels.push(panelOf(panels.length + 1, chart, gridPos));
    }
    y += Math.ceil(charts.length / perRow) * height;
  }
  return { ...cleanHead(head), ...frame, templating: { list: variables(metric) }, panels };
}

/** A chart with its size in Grafana's grid. */
export interface SizedChart extends Chart {
  readonly width: number;
  readonly height: number;
}

/** A dashboard of charts from left to right, each where it still fits, with `more` variables besides those of every dashboard. */
export function layOutCharts(
  head: Head,
  metric: string,
  charts: readonly SizedChart[],
  more: readonly Readonly<Record<string, unknown>>[],
): Dashboard {
  const panels: Panel[] = [];
  let [x, y, rowHeight] = [0, 0, 0];
  for (const { width: w, height: h, ...chart } of charts) {
    if (x + w > 24) [x, y, rowHeight] = [0, y + rowHeight, 0];
    panels.push(panelOf(panels.length + 1, chart, { h, w, x, y }));
    x += w;
    rowHeight = Math.max(rowHeight, h);
  }
  return { ...cleanHead(head), ...frame, templating: { list: [...variables(metric), ...more] }, panels };
}

function cleanHead({ uid, title, description, tags }: Head) {
  return {
    uid,
    title: plainTitle(title),
    description: plainDescription(description),
    tags: tags.map((tag) => plainTitle(tag)),
  };
}

const frame = {
  editable: false,
  graphTooltip: 1,
  refresh: "30s",
  schemaVersion: 39,
  time: { from: "now-1h", to: "now" },
  timezone: "browser",
  annotations: { list: [] },
  links: [],
} as const;

function rowOf(id: number, title: string, y: number): Row {
  return {
    id,
    type: "row",
    title: plainTitle(title),
    collapsed: false,
    gridPos: { h: 1, w: 24, x: 0, y },
    panels: [],
  };
}

function panelOf(id: number, chart: Chart, gridPos: GridPosition): Panel {
  const { type = "timeseries", title, description, unit, max } = chart;
  const targets = chart.queries.map(({ expr, legend }, index): Target => ({
    datasource: dataSource,
    expr,
    legendFormat: legend,
    refId: refId(index),
    editorMode: "code",
    range: true,
  }));
  const limits = max === undefined ? {} : { max };
  const custom = type === "timeseries" ? { custom: { fillOpacity: 10, showPoints: "never" } } : {};
  return {
    id,
    type,
    title: plainTitle(title),
    description: panelDescription(description),
    datasource: dataSource,
    gridPos,
    targets,
    fieldConfig: { defaults: { unit, min: 0, ...limits, ...custom }, overrides: [] },
    options: type === "timeseries" ? timeSeriesOptions : barGaugeOptions,
  };
}

/** `A` to `Z`, then `Q27`. */
function refId(index: number): string {
  return index < 26 ? String.fromCodePoint(65 + index) : `Q${index + 1}`;
}

const timeSeriesOptions = {
  legend: { calcs: ["mean", "max"], displayMode: "table", placement: "bottom", showLegend: true },
  tooltip: { mode: "multi", sort: "desc" },
} as const;

const barGaugeOptions = {
  displayMode: "basic",
  orientation: "horizontal",
  reduceOptions: { calcs: ["mean"], fields: "", values: false },
  showUnfilled: true,
  valueMode: "color",
  namePlacement: "auto",
  sizing: "auto",
  minVizHeight: 16,
  minVizWidth: 8,
  maxVizHeight: 300,
  legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: false },
} as const;

/** Variables of the kind that the dashboard linter asks for. `metric` is a series that the dashboard shows. */
function variables(metric: string): readonly Readonly<Record<string, unknown>>[] {
  return [
    { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
    choice("job", "Job", promql`label_values(${metricName(metric)}, job)`),
    choice("instance", "Instance", promql`label_values(${metricName(metric)}{job=~"$job"}, instance)`),
  ];
}

/** A variable whose values a query lists. */
export function choice(name: string, label: string, definition: PromQL): Readonly<Record<string, unknown>> {
  return {
    name: labelName(name),
    label: plainTitle(label),
    type: "query",
    datasource: dataSource,
    query: { query: definition, refId: "PrometheusVariableQueryEditor-VariableQuery" },
    refresh: 2,
    sort: 1,
    includeAll: true,
    multi: true,
    allValue: ".+",
    current: { text: ["All"], value: ["$__all"] },
  };
}
