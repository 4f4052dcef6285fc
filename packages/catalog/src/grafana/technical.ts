// Charts of own metrics, objectives and declared dashboards.
import type { Catalog, Dashboard, Metric, Objective } from "../catalog.ts";
import { durationMs, durationText } from "../duration.ts";
import { declarationPath, type Finding } from "../finding.ts";
import { legend } from "quoting/grafana";
import { promql } from "quoting/promql";
import type { Measure } from "../prometheus/measure.ts";
import { underscoredLabel } from "../prometheus/names.ts";
import { burnWindows } from "../burn-windows.ts";
import { errorShare, recordedShare, remainingBudget } from "../prometheus/objectives.ts";
import { familyOf, translate } from "../prometheus/source.ts";
import type { Chart, Section } from "./layout.ts";
import { type BoardOptions, quantiles, query, shownUnit } from "./queries.ts";
import { grafanaUnit } from "./units.ts";

const maxGroups = 2;

/** Own metrics, a section for each team. */
export function metricSections(
  metrics: readonly Metric[],
  catalog: Catalog,
  options: BoardOptions,
): Section[] {
  const owners = [...new Set(metrics.map(({ owner = "" }) => owner))];
  return owners.map((owner) => ({
    title: owner === "" ? "Metrics" : owner,
    charts: metrics
      .filter((metric) => (metric.owner ?? "") === owner)
      .map((metric) => metricChart(metric, catalog, options)),
  }));
}

function metricChart(metric: Metric, catalog: Catalog, options: BoardOptions): Chart {
  const { name: title, description = "", unit } = metric;
  const name = familyOf(metric);
  if (metric.instrument === "histogram") {
    const text = `Median, 95th and 99th percentile. ${description}`.trim();
    const queries = quantiles({ name, matchers: [] }, options);
    return { title, description: text, unit: grafanaUnit(unit), queries };
  }
  const by = groupsOf(metric, catalog);
  if (metric.instrument === "counter") {
    const measure: Measure = { form: "rate", of: { name: `${name}_total`, matchers: [] }, by };
    const perSecond =
      unit === "By" ? "binBps" : unit === "" || unit.startsWith("{") ? "cps" : grafanaUnit(unit);
    const text = `Per second. ${description}`.trim();
    return {
      title,
      description: text,
      unit: perSecond,
      queries: [query(measure, options, by.length > 0 ? "" : title)],
    };
  }
  const across = metric.instrument === "gauge" ? undefined : "sum";
  const measure: Measure = { form: "gauge", over: "last", across, name, matchers: [], by };
  const text = description === "" ? `The last value of \`${title}\`.` : description;
  return {
    title,
    description: text,
    unit: unit.startsWith("{") ? "short" : grafanaUnit(unit),
    queries: [query(measure, options, across === "sum" && by.length === 0 ? title : "")],
  };
}

/** Labels with few values, to tell lines apart. */
function groupsOf(metric: Metric, catalog: Catalog): string[] {
  const isSmall = (key: string): boolean => {
    const attribute = catalog.attributes.find(({ name }) => name === key);
    return attribute?.members !== undefined || attribute?.cardinality === "low";
  };
  const keys = metric.attributes.filter(({ level, key }) => level !== "opt_in" && isSmall(key));
  return [...new Set(keys.map(({ key }) => underscoredLabel(key)))].slice(0, maxGroups);
}

/** How fast an objective's error budget is spent. Undefined for one that Prometheus cannot compute, which the rules report. */
export function objectiveSection(
  objective: Objective,
  catalog: Catalog,
  options: BoardOptions,
): Section | undefined {
  const { name, target, period, description = "" } = objective;
  const days = durationText(durationMs(period));
  if ("message" in errorShare(objective, catalog, options)) return undefined;
  const budget = Number((1 - target).toPrecision(12));
  const windows = [...new Set(burnWindows.map(({ long }) => long))];
  return {
    title: name,
    charts: [
      {
        title: `${name}: remaining budget`,
        description: `Share of the errors that ${days} allow that is left. Below 0, the objective is missed.`,
        unit: "percentunit",
        max: 1,
        queries: [{ expr: remainingBudget(objective), legend: legend("remaining budget", []) }],
      },
      {
        title: `${name}: errors`,
        description: `Share of errors; ${budget} over ${days} is allowed. ${description}`.trim(),
        unit: "percentunit",
        max: 1,
        queries: [{ expr: recordedShare(objective, "5m"), legend: legend("errors", []) }],
      },
      {
        title: `${name}: burn rate`,
        description: `Errors as a multiple of what the objective allows, over the long windows of its alerts. At 1, the budget lasts ${days}.`,
        unit: "short",
        queries: windows.map((window) => ({
          expr: promql`${recordedShare(objective, window)} / ${budget}`,
          legend: legend(window, []),
        })),
      },
    ],
  };
}

/** The charts of a declared dashboard; those that Prometheus cannot compute are findings. */
export function declaredSection(
  { name, title, charts }: Dashboard,
  catalog: Catalog,
  options: BoardOptions,
  findings: Finding[],
): Section {
  return {
    title,
    charts: charts.flatMap((chart, index): Chart[] => {
      const path = declarationPath("dashboards", name, "charts", index);
      const translated = translate(chart.on, catalog);
      if ("problem" in translated) {
        const message = `Cannot draw \`${chart.title}\` in Grafana: ${translated.problem}`;
        const fix = "Look at it in the console, or draw something else.";
        findings.push({ id: "chart-not-expressible", level: "improvement", message, fix, path });
        return [];
      }
      const { measure, unit, note = "" } = translated;
      const shown = chart.unit ?? shownUnit(measure, unit);
      const isShare = measure.form === "share" && measure.unbounded !== true;
      return [
        {
          title: chart.title,
          description: descriptionOf(chart.on, measure, note),
          unit: grafanaUnit(shown),
          ...(isShare && { max: 1 }),
          queries: [query(measure, options, measure.by.length > 0 ? "" : chart.title)],
        },
      ];
    }),
  };
}

function descriptionOf(on: Dashboard["charts"][number]["on"], measure: Measure, note: string): string {
  const what = Object.entries(on)
    .filter(([, value]) => typeof value === "string")
    .map(([key, value]) => `${key} \`${String(value)}\``)
    .join(", ");
  const rate = measure.form === "increase" || measure.form === "rate" ? " Per second." : "";
  const text = `${what.charAt(0).toUpperCase()}${what.slice(1)}.${rate}`;
  return note === "" ? text : `${text} ${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}
