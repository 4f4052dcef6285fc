// One dashboard of the console for Grafana: its charts that Prometheus can compute. The dashboards of a catalog are in index.ts.
import { durationMs } from "../duration.ts";
import type { Catalog, Metric } from "../catalog.ts";
import { customValues, legend, legendOf, title as plainTitle } from "quoting/grafana";
import { duration, formula as promqlFormula, labelName, promql, withVariables } from "quoting/promql";
import { underscoredLabel } from "../prometheus/names.ts";
import { translateSource } from "./board-source.ts";
import { choice, layOutCharts, type SizedChart } from "./layout.ts";
import type { Dashboard } from "./model.ts";
import { type Query, query, shownUnit } from "./queries.ts";
import { grafanaUnit } from "./units.ts";

/** A metric that charts look at. */
export type BoardMetric = Pick<Metric, "name" | "unit" | "instrument">;

/** A chart as the console has it; sources in the words of a catalog, and others that Grafana has no data of. */
interface BoardChart {
  readonly title: string;
  readonly description?: string | undefined;
  readonly unit?: string | undefined;
  readonly sources: readonly object[];
  readonly formula?: string | undefined;
  /** How much earlier the same is drawn again: `1d`. */
  readonly compare?: string | undefined;
  readonly form?: string | undefined;
  /** The only one that the chart is about. */
  readonly environment?: string | undefined;
  /** Columns of 12. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

export interface Board {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly variables?:
    | readonly {
        readonly name: string;
        readonly label?: string | undefined;
        readonly attribute?: string | undefined;
        readonly values?: readonly string[] | undefined;
      }[]
    | undefined;
  readonly charts: readonly BoardChart[];
}

/** The dashboard for Grafana. Its description names the charts that Prometheus cannot compute, and why. */
export function grafanaBoard(board: Board, metrics: readonly BoardMetric[]): Dashboard {
  const catalog = catalogOf(metrics);
  const drawn = board.charts.map((chart) => ({ chart, result: draw(chart, catalog) }));
  const left = drawn.flatMap(({ chart, result }) =>
    "problem" in result ? [`${chart.title}: ${result.problem}.`] : [],
  );
  const charts = drawn.flatMap(({ result }) => ("problem" in result ? [] : [result]));
  const description = [
    board.description ?? "",
    left.length === 0 ? "" : `Not in Grafana: ${left.join(" ")}`,
  ].filter((text) => text !== "");
  const head = {
    uid: board.id.slice(0, 40),
    title: board.title,
    description: description.join("\n\n"),
    tags: ["telltale"],
  };
  return layOutCharts(head, "up", charts, variablesOf(board));
}

/** Forms of one figure over the whole range: Grafana has panels of another kind for them. */
const formsOfTotals: ReadonlySet<string> = new Set(["number", "table", "top", "funnel"]);

type Drawn = SizedChart | { readonly problem: string };

function draw(chart: BoardChart, catalog: Catalog): Drawn {
  const { title, description = "", unit, sources, formula, compare, form, environment } = chart;
  const { width = 6, height = 2 } = chart;
  if (form === "heatmap") return { problem: "heatmaps are not exported" };
  if (form !== undefined && formsOfTotals.has(form))
    return { problem: `charts of the form \`${form}\` are not exported` };
  if (environment !== undefined)
    return { problem: `series in Prometheus do not have the environment \`${environment}\`` };
  const [queries, before]: [Query[], Query[]] = [[], []];
  const notes: string[] = [];
  let found = "";
  for (const source of sources) {
    const translated = translateSource(source, catalog);
    if ("problem" in translated) return { problem: translated.problem };
    const { measure, note } = translated;
    found = shownUnit(measure, translated.unit);
    if (note !== undefined) notes.push(`${note}.`);
    const name = measure.by.length > 0 ? "" : nameOf(source);
    queries.push(query(measure, options, name));
    if (compare !== undefined)
      before.push(query(measure, { ...options, offset: duration(durationMs(compare)) }, name));
  }
  const earlier = drawnQueries(before, formula).map((one) => ({
    ...one,
    legend: legendOf(one.legend, `${compare} earlier`),
  }));
  return {
    title,
    description: [description, ...new Set(notes)].filter((text) => text !== "").join("\n\n"),
    unit: grafanaUnit(unit ?? (formula === undefined ? found : "")),
    queries: [...drawnQueries(queries, formula), ...earlier],
    width: width * 2,
    height: height * 4,
  };
}

const options = { histograms: "native" } as const;

/** The queries, or the one of the formula over them. */
function drawnQueries(queries: readonly Query[], formula: string | undefined): readonly Query[] {
  const shown = queries.map((one) => ({ ...one, expr: withVariables(one.expr) }));
  if (formula === undefined || shown.length === 0) return shown;
  const expr = promqlFormula(
    formula,
    shown.map((one) => one.expr),
  );
  return [{ expr, legend: legend(formula, []) }];
}

function nameOf(source: object): string {
  const { measure = "", ...rest } = source as Readonly<Record<string, unknown>>;
  return [Object.values(rest)[0], measure].filter((part) => part !== "").join(" ");
}

function variablesOf({ variables = [] }: Board): readonly Readonly<Record<string, unknown>>[] {
  return variables.map(({ name, label = name, attribute, values = [] }) =>
    attribute === undefined
      ? {
          name: labelName(name),
          label: plainTitle(label),
          type: "custom",
          query: customValues(values),
          includeAll: true,
          multi: true,
          allValue: ".*",
          current: { text: ["All"], value: ["$__all"] },
        }
      : {
          ...choice(name, label, promql`label_values(${labelName(underscoredLabel(attribute))})`),
          allValue: ".*",
        },
  );
}

/** A catalog that declares nothing but metrics: sources are looked up in it. */
function catalogOf(metrics: readonly BoardMetric[]): Catalog {
  return {
    metrics,
    journeys: [],
    transactions: [],
  } as unknown as Catalog;
}
