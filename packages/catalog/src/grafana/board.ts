// One dashboard of the console for Grafana: its charts that Prometheus can compute. The dashboards of a catalog are in index.ts.
import type { Catalog, Metric } from "../catalog.ts";
import type { SourceDeclaration } from "../declaration.ts";
import { underscoredLabel } from "../prometheus/names.ts";
import { translate } from "../prometheus/source.ts";
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

type Drawn = SizedChart | { readonly problem: string };

function draw(
  { title, description = "", unit, sources, formula, width = 6, height = 2 }: BoardChart,
  catalog: Catalog,
): Drawn {
  const queries: Query[] = [];
  let found = "";
  for (const source of sources) {
    const kind = Object.keys(source)[0] ?? "";
    if (!(kind in known)) return { problem: `Prometheus has no data of the kind \`${kind}\`` };
    const translated = translate(source as SourceDeclaration, catalog);
    if ("problem" in translated) return { problem: translated.problem };
    const { measure } = translated;
    found = shownUnit(measure, translated.unit);
    queries.push(query(measure, { histograms: "native" }, measure.by.length > 0 ? "" : nameOf(source)));
  }
  const shown = queries.map((one) => ({ ...one, expr: withVariables(one.expr) }));
  return {
    title,
    description,
    unit: grafanaUnit(unit ?? (formula === undefined ? found : "")),
    queries: formula === undefined ? shown : [{ expr: toPromql(formula, shown), legend: formula }],
    width: width * 2,
    height: height * 4,
  };
}

const known = { metric: true, transaction: true, journey: true, workflow: true, span: true, event: true };

function nameOf(source: object): string {
  const { measure = "", ...rest } = source as Readonly<Record<string, unknown>>;
  return [Object.values(rest)[0], measure].filter((part) => part !== "").join(" ");
}

/** `a / b` as the queries in parentheses. */
function toPromql(formula: string, queries: readonly Query[]): string {
  return formula.replaceAll(/\b[a-z]\b/g, (letter) => {
    const one = queries[letter.codePointAt(0)! - 97];
    return one === undefined ? letter : `(${one.expr})`;
  });
}

/** A variable may stand for several values, or for all. */
function withVariables(expr: string): string {
  return expr.replaceAll(/="\$([a-z]\w*)"/gi, (_, name: string) => `=~"$${name}"`);
}

function variablesOf({ variables = [] }: Board): readonly Readonly<Record<string, unknown>>[] {
  return variables.map(({ name, label = name, attribute, values = [] }) =>
    attribute === undefined
      ? {
          name,
          label,
          type: "custom",
          query: values.join(","),
          includeAll: true,
          multi: true,
          allValue: ".*",
          current: { text: ["All"], value: ["$__all"] },
        }
      : { ...choice(name, label, `label_values(${underscoredLabel(attribute)})`), allValue: ".*" },
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
