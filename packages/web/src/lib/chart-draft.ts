// A chart while it is built: what it can show, of what, and in which forms. Pure.
import {
  type ChartForm,
  type ChartSource,
  type ChartSpec,
  type MetricAggregation,
  type MetricInfo,
} from "contract";

import { aggregationsOf } from "./metric-aggregations.ts";

/** What a chart can look at, as the builder offers it. */
export interface Subject {
  /** Unique among all: `purchase · transaction`. */
  readonly label: string;
  /** What a chart shows of it at first. */
  readonly source: ChartSource;
}

type Choice = readonly [value: string, text: string];

const percentiles: readonly Choice[] = [
  ["p50", "median duration"],
  ["p95", "p95 duration"],
  ["p99", "p99 duration"],
];
const requests: readonly Choice[] = [["rate", "rate"], ["errors", "share of errors"], ...percentiles];

/** Measures by the field that names the kind of a source. */
const measures: Readonly<Record<string, readonly Choice[]>> = {
  transaction: [
    ["completion", "completion"],
    ["count", "count"],
    ["failure", "share of failures"],
    ["outcomes", "count by outcome"],
    ["amount", "amount"],
    ["p50", "median duration"],
    ["p90", "p90 duration"],
    ["p95", "p95 duration"],
    ["p99", "p99 duration"],
  ],
  funnel: [
    ["conversion", "conversion"],
    ["entered", "people who began"],
  ],
  workflow: [
    ["started", "started"],
    ["ended", "ended"],
    ["became_stuck", "became stuck"],
    ["stuck", "stuck at each time"],
    ["events", "events"],
  ],
  interaction: [
    ["count", "count"],
    ["satisfaction", "satisfaction"],
  ],
  service: requests,
  span: requests,
  profile: [
    ["p95", "p95 duration"],
    ["count", "runs"],
    ["errors", "runs with errors"],
  ],
  bottleneck: [
    ["saved", "time that could be saved"],
    ["traces", "traces with it"],
    ["history", "before and after"],
  ],
  records: [
    ["count", "count"],
    ["unique", "different values"],
    ["sum", "sum"],
    ["avg", "average"],
    ["min", "smallest"],
    ["max", "largest"],
    ["p50", "median"],
    ["p90", "p90"],
    ["p95", "p95"],
    ["p99", "p99"],
  ],
};

/** The measures of a source, the chosen one among them; empty for one that has only itself. */
export function measuresOf(
  source: ChartSource,
  aggregations: readonly MetricAggregation[],
): readonly Choice[] {
  if ("metric" in source) return aggregations.map((one) => [one, one]);
  if ("logs" in source || !("measure" in source)) return [];
  const kind = Object.keys(measures).find((name) => name in source) ?? "";
  return measures[kind] ?? [];
}

export function measureOf(source: ChartSource): string | undefined {
  if ("metric" in source) return source.aggregation;
  return "measure" in source ? source.measure : undefined;
}

/** The source with another measure. A figure of numbers needs a field, and a count has none. */
export function withMeasure(source: ChartSource, measure: string): ChartSource {
  if ("metric" in source) return { ...source, aggregation: measure as MetricAggregation };
  if (!("records" in source)) return { ...source, measure } as ChartSource;
  const { field = source.records === "events" ? "amount" : "duration", ...rest } = source;
  return (measure === "count" ? { ...rest, measure } : { ...rest, measure, field }) as ChartSource;
}

const numbers: ReadonlySet<string> = new Set(["limit", "minPeople", "width", "height"]);
const lists: ReadonlySet<string> = new Set(["filter", "groupBy", "steps", "exclude"]);

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Why pages cannot draw what was typed as a chart; `undefined`: they ask the console, which checks all of it. */
export function mistakeInChart(value: unknown): string | undefined {
  const { sources, ...rest } = (isObject(value) ? value : {}) as { readonly sources?: unknown };
  if (!Array.isArray(sources) || sources.length === 0 || !sources.every(isObject))
    return "“sources” is a list of objects, each with what it looks at.";
  const [wrong] = [rest, ...sources].flatMap(Object.entries).find((field) => !isField(field)) ?? [];
  return wrong && `“${wrong}” is not a text, a list of texts, or a number.`;
}

function isField([key, value]: readonly [key: string, value: unknown]): boolean {
  if (numbers.has(key)) return typeof value === "number";
  if (lists.has(key)) return Array.isArray(value) && value.every((one) => typeof one === "string");
  return key === "where" ? isObject(value) : typeof value === "string";
}

/** How many attributes a source can be grouped by. */
export function mostGroups(source: ChartSource): number {
  if ("metric" in source) return 3;
  if ("transaction" in source) return source.measure === "outcomes" ? 0 : 1;
  return "records" in source || "interaction" in source ? 1 : 0;
}

export function groupsOf(source: ChartSource): readonly string[] {
  if ("metric" in source) return source.groupBy ?? [];
  return "by" in source && source.by !== undefined ? [source.by] : [];
}

export function withGroups(source: ChartSource, groups: readonly string[]): ChartSource {
  if ("metric" in source) {
    const { groupBy: _, limit, ...rest } = source;
    return groups.length === 0 ? rest : { ...rest, groupBy: [...groups], limit: limit ?? 5 };
  }
  const { by: _, ...rest } = source as ChartSource & { readonly by?: string };
  return (groups[0] === undefined ? rest : { ...rest, by: groups[0] }) as ChartSource;
}

type Narrowed = ChartSource & { readonly filter?: string[] };

/** Whether conditions of its own narrow the source. */
export function takesConditions(source: ChartSource): source is Narrowed {
  return "metric" in source || "records" in source || "logs" in source;
}

export function withConditions(source: Narrowed, filter: readonly string[]): ChartSource {
  const { filter: _, ...rest } = source;
  return (filter.length === 0 ? rest : { ...rest, filter: [...filter] }) as ChartSource;
}

export const forms: readonly (readonly [ChartForm, string])[] = [
  ["lines", "Lines"],
  ["bars", "Bars"],
  ["number", "Number"],
  ["table", "Table"],
  ["heatmap", "Heatmap"],
  ["funnel", "Funnel"],
  ["top", "Top list"],
];

const withTotals: ReadonlySet<string> = new Set(["sum", "count", "min", "max", "last"]);

/** Why a chart cannot have the form; `undefined`: it can. */
export function lackOfForm(
  form: ChartForm,
  { sources, formula }: ChartSpec,
  infos: MetricInfos,
): string | undefined {
  const [source] = sources;
  const isOne = sources.length === 1 && formula === undefined;
  if (source === undefined || form === "lines" || form === "bars") return undefined;
  if (form === "funnel") return isOne && "funnel" in source ? undefined : "Only of one funnel";
  if (form === "heatmap")
    return isOne && ("traces" in source || ("metric" in source && isHistogram(infos.get(source.metric))))
      ? undefined
      : "Only of one histogram, or of the durations of spans";
  return sources.every((one) => hasTotal(one, infos))
    ? undefined
    : "This measure has no figure over the whole range";
}

/** Metrics by name, as far as they are known. */
export type MetricInfos = ReadonlyMap<string, MetricInfo>;

/** What is not known yet is not refused: the console says so when it draws. */
function isHistogram(info: MetricInfo | undefined): boolean {
  return info === undefined || info.type === "histogram" || info.type === "exponential_histogram";
}

function hasTotal(source: ChartSource, infos: MetricInfos): boolean {
  if ("metric" in source) {
    const info = infos.get(source.metric);
    const aggregation = source.aggregation ?? (info && aggregationsOf(info)[0]);
    return aggregation === undefined || withTotals.has(aggregation);
  }
  if ("workflow" in source) return source.measure !== "stuck" && source.measure !== "events";
  if ("interaction" in source) return source.measure === "count";
  if ("profile" in source) return source.measure !== "p95";
  return ["transaction", "funnel", "records", "logs", "error", "traces"].some((kind) => kind in source);
}

/** The name of a chart that has none yet: `p95 of duration of spans by service.name`. */
export function titleFor({ sources, formula }: ChartSpec): string {
  if (formula !== undefined) return formula;
  const names = sources.map((source) => {
    const by = groupsOf(source);
    return by.length === 0 ? nameOf(source) : `${nameOf(source)} by ${by.join(", ")}`;
  });
  return names.join(", ").slice(0, 200);
}

function nameOf(source: ChartSource): string {
  if ("metric" in source)
    return [source.metric, source.aggregation].filter((part) => part !== undefined).join(": ");
  if ("records" in source) {
    const { records, measure, field } = source;
    const word = records === "logs" ? "log records" : records;
    return field === undefined ? `${measure} of ${word}` : `${measure} of ${field} of ${word}`;
  }
  if ("logs" in source) return "log records by severity";
  if ("traces" in source) return "durations of spans";
  if ("sql" in source) return "query in SQL";
  const [first = ""] = Object.values(source) as string[];
  const name = "interaction" in source && first === "" ? "interactions" : first;
  const measure = measureOf(source);
  return measure === undefined ? name : `${name}: ${measure.replace("_", " ")}`;
}
