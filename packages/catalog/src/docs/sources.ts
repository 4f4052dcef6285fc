// What an alert, an objective or a chart measures, in words.
import type { Alert, Catalog, Objective } from "../catalog.ts";
import type { SourceDeclaration } from "../declaration.ts";
import { targetOf } from "../check/use-rules.ts";
import { type Inline, join, type Text } from "./block.ts";

const measures: Readonly<Record<string, string>> = {
  count: "the number of",
  completion: "the share of completed",
  failure: "the share of failed",
  amount: "the amount of",
  started: "the number of users who start",
  conversion: "the conversion of",
  events: "the number of state changes of",
  stuck: "the number of stuck",
  rate: "the rate of",
  errors: "the share of errors of",
  sum: "the sum of",
  average: "the average of",
  last: "the last value of",
};

const percentile = (measure: string): string =>
  measure === "p50" ? "the median of" : `the ${measure.slice(1)}th percentile of`;

/** `the share of failed purchase`, with links. */
export function sourceText(source: SourceDeclaration): Text {
  const measure = "metric" in source ? (source.aggregation ?? "") : source.measure;
  const words = /^p\d+$/.test(measure) ? percentile(measure) : (measures[measure] ?? "");
  const isDuration = /^p\d+$/.test(measure) && !("metric" in source);
  const target: Inline = targetOf(source);
  return [
    words === "" ? "" : `${words} `,
    ...(isDuration ? ["the duration of "] : []),
    target,
    ...detailsOf(source),
  ];
}

function detailsOf(source: SourceDeclaration): Text {
  if ("transaction" in source) return [" transactions"];
  if ("journey" in source && (source.from ?? source.to) !== undefined)
    return [` from ${source.from ?? "its start"} to ${source.to ?? "its end"}`];
  if ("workflow" in source)
    return [" workflows", ...(source.state === undefined ? [] : [" in ", { code: source.state }])];
  if (!("metric" in source)) return [];
  const where = Object.entries(source.where ?? {}).map(([key, value]): Text => [
    { code: key },
    " = ",
    { code: String(value) },
  ]);
  const by = (source.groupBy ?? []).map((key): Text => [{ code: key }]);
  return [
    ...(where.length === 0 ? [] : [" where ", ...join(where, " and ")]),
    ...(by.length === 0 ? [] : [" by ", ...join(by)]),
  ];
}

/** When an alert fires. */
export function alertText(alert: Alert, catalog: Catalog): Text {
  const { on, above, below, absent, windowMs, forMs } = alert;
  const show = (limit: number): string => valueText(limit, on, catalog);
  const conditions: Text[] = [];
  if (above !== undefined) conditions.push([`is above ${show(above)}`]);
  if (below !== undefined) conditions.push([`is below ${show(below)}`]);
  if (absent === true) conditions.push(["has no data"]);
  return [
    "Fires when ",
    ...sourceText(on),
    " ",
    ...join(conditions, " or "),
    `, over ${durationText(windowMs)}${forMs === 0 ? "" : `, for at least ${durationText(forMs)}`}.`,
  ];
}

export function objectiveText({ on, target, within, days }: Objective): Text {
  const good = within === undefined ? "succeed" : `succeed within ${durationText(within * 1000)}`;
  return [`${percentText(target)} of `, targetOf(on), ` ${good}, over ${days} days.`];
}

function valueText(value: number, source: SourceDeclaration, catalog: Catalog): string {
  const measure = "measure" in source ? source.measure : "";
  if (["completion", "failure", "conversion", "errors"].includes(measure)) return percentText(value);
  if ("measure" in source && /^p\d+$/.test(measure)) return durationText(value * 1000);
  if (!("metric" in source)) return numberText(value);
  const unit = catalog.metrics.find(({ name }) => name === source.metric)?.unit ?? "";
  if (unit === "s") return durationText(value * 1000);
  const shown = unit === "1" || unit === "" ? "" : ` ${unit.replaceAll(/[{}]/g, "")}`;
  return `${numberText(value)}${shown}${source.aggregation === "rate" ? " a second" : ""}`;
}

const numberText = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 6 });
/** 0.29 is 29 %, not 28.999999999999996 %. */
const percentText = (share: number): string => `${Number((share * 100).toPrecision(12))} %`;

/** `90 s`, `5 min`, `2 h`, `30 days`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${numberText(ms)} ms`;
  if (ms < 120_000) return `${numberText(ms / 1000)} s`;
  if (ms < 7_200_000) return `${numberText(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${numberText(ms / 3_600_000)} h` : `${numberText(ms / 86_400_000)} days`;
}
