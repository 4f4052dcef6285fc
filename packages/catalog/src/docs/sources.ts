// What an alert, an objective or a chart measures, in words.
import type { Alert, Catalog, Objective } from "../catalog.ts";
import { type Duration, durationText, parseDurationMs } from "../duration.ts";
import { limitsOf } from "../limits.ts";
import {
  alertSourceOf,
  type AnySourceDeclaration,
  measureOf,
  type SourceDeclaration,
} from "../source-declaration.ts";
import { targetOf } from "../check/use-rules.ts";
import { type Inline, join, type Text } from "./block.ts";

const measures: Readonly<Record<string, string>> = {
  count: "the number of",
  completion: "the share of completed",
  failure: "the share of failed",
  amount: "the amount of",
  entered: "the number of people who enter",
  conversion: "the conversion of",
  events: "the number of state changes of",
  stuck: "the number of stuck",
  rate: "the rate of",
  errors: "the share of errors of",
  sum: "the sum of",
  average: "the average of",
  last: "the last value of",
  min: "the lowest value of",
  max: "the highest value of",
  within: "the share in time of",
};

const percentile = (measure: string): string =>
  measure === "p50" ? "the median of" : `the ${measure.slice(1)}th percentile of`;

/** `the share of failed purchase`, with links. */
export function sourceText(source: AnySourceDeclaration): Text {
  const measure = measureOf(source);
  const words = /^p\d+$/.test(measure) ? percentile(measure) : (measures[measure] ?? "");
  const isDuration = /^p\d+$/.test(measure) && !("metric" in source);
  const target: Inline = targetOf(source);
  return [
    words === "" ? "" : `${words} `,
    ...(isDuration ? ["the duration of "] : []),
    target,
    ...detailsOf(source),
    ...groupsOf(source),
  ];
}

function detailsOf(source: AnySourceDeclaration): Text {
  if ("transaction" in source) return [" transactions"];
  if ("funnel" in source && (source.from ?? source.to) !== undefined)
    return [` from ${source.from ?? "its start"} to ${source.to ?? "its end"}`];
  if ("workflow" in source)
    return [" workflows", ...(source.state === undefined ? [] : [" in ", { code: source.state }])];
  if (!("metric" in source)) return [];
  const where = Object.entries(source.where ?? {}).map(([key, value]): Text => [
    { code: key },
    " = ",
    { code: String(value) },
  ]);
  const across = "across" in source ? source.across : undefined;
  return [
    ...(where.length === 0 ? [] : [" where ", ...join(where, " and ")]),
    ...(across === undefined ? [] : [`, the ${across} of all series`]),
  ];
}

function groupsOf(source: object): Text {
  const { groupBy = [] } = source as { readonly groupBy?: readonly string[] | undefined };
  return groupBy.length === 0 ? [] : [" by ", ...join(groupBy.map((key): Text => [{ code: key }]))];
}

/** When an alert fires. */
export function alertText(alert: Alert, catalog: Catalog): Text {
  const on = alertSourceOf(alert);
  const { above, below, absent } = limitsOf(alert.when);
  const holds = parseDurationMs(alert.for ?? "0s") === 0 ? "" : `, for at least ${timeText(alert.for!)}`;
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
    `, over ${timeText(alert.window)}${holds}.`,
  ];
}

export function objectiveText({ on, target, period }: Objective): Text {
  const limit = "limit" in on ? on.limit : undefined;
  const good = limit === undefined ? "succeed" : `succeed within ${timeText(limit)}`;
  return [`${percentText(target)} of `, targetOf(on), ` ${good}, over ${timeText(period)}.`];
}

/** In words; of a catalog that was not checked as it is written. */
function timeText(text: Duration): string {
  const ms = parseDurationMs(text);
  return ms === undefined ? text : durationText(ms);
}

function valueText(value: number, source: SourceDeclaration, catalog: Catalog): string {
  const measure = measureOf(source);
  if (["completion", "failure", "conversion", "errors", "within"].includes(measure))
    return percentText(value);
  if (!("metric" in source) && /^p\d+$/.test(measure)) return durationText(value * 1000);
  if (!("metric" in source)) return numberText(value);
  const unit = catalog.metrics.find(({ name }) => name === source.metric)?.unit ?? "";
  if (unit === "s") return durationText(value * 1000);
  const shown = unit === "1" || unit === "" ? "" : ` ${unit.replaceAll(/[{}]/g, "")}`;
  return `${numberText(value)}${shown}${source.aggregation === "rate" ? " a second" : ""}`;
}

const numberText = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 6 });
/** 0.29 is 29 %, not 28.999999999999996 %. */
const percentText = (share: number): string => `${Number((share * 100).toPrecision(12))} %`;
