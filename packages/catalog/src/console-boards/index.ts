// Dashboards for the console, as data: what to draw, in the catalog's own words. The console has spans, events and single instances of
// workflows, so that nothing has to be left out here, and nothing is said about how a chart looks.
import type { Catalog, Thing, Workflow } from "../catalog.ts";
import type { ChartSourceDeclaration } from "../declaration.ts";

/** A chart of the console: one line, or one line a group, for each source. */
export interface ConsoleChart {
  readonly title: string;
  readonly description?: string;
  /** UCUM; by default that of the source. */
  readonly unit?: string;
  readonly sources: readonly ChartSourceDeclaration[];
}

export interface ConsoleBoard {
  /** Unique in the catalog. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly owner?: string;
  readonly charts: readonly ConsoleChart[];
}

/** A file of dashboards for the console. `form` changes with the form. */
export interface ConsoleBoards {
  readonly form: "telltale.dashboards/1";
  readonly catalog: string;
  readonly version: string;
  readonly dashboards: readonly ConsoleBoard[];
}

/** Dashboards for what `catalog` itself declares, and those that it declares as such. */
export function consoleBoards(catalog: Catalog): ConsoleBoards {
  const own = <T extends Thing>(things: readonly T[]): readonly T[] =>
    things.filter((thing) => thing.catalog === catalog.name);
  const dashboards: ConsoleBoard[] = [
    {
      name: "transactions",
      title: "Transactions",
      charts: own(catalog.transactions).flatMap((one) => transactionCharts(one.name, one.currency)),
    },
    {
      name: "journeys",
      title: "Journeys and funnels",
      charts: own(catalog.journeys).flatMap(({ name, steps }) => journeyCharts(name, steps)),
    },
    {
      name: "workflows",
      title: "Workflows",
      charts: own(catalog.workflows).flatMap((one) => workflowCharts(one)),
    },
    {
      name: "metrics",
      title: "Metrics",
      charts: own(catalog.metrics).map(({ name, description, unit }) => ({
        title: name,
        ...(description !== undefined && { description }),
        ...(unit !== "" && { unit }),
        sources: [{ metric: name }],
      })),
    },
    ...own(catalog.dashboards).map((one) => ({
      name: `board ${one.name}`,
      title: one.title,
      ...(one.description !== undefined && { description: one.description }),
      ...(one.owner !== undefined && { owner: one.owner }),
      charts: one.charts.map(({ title, on, unit }) => ({
        title,
        ...(unit !== undefined && { unit }),
        sources: [on],
      })),
    })),
  ];
  return {
    form: "telltale.dashboards/1",
    catalog: catalog.name,
    version: catalog.version,
    dashboards: dashboards.filter(({ charts }) => charts.length > 0),
  };
}

function transactionCharts(transaction: string, currency: string | undefined): ConsoleChart[] {
  const chart = (
    what: string,
    ...measures: Extract<ChartSourceDeclaration, { transaction: string }>["measure"][]
  ): ConsoleChart => ({
    title: `${transaction}: ${what}`,
    sources: measures.map((measure) => ({ transaction, measure })),
  });
  return [
    chart("rate", "count"),
    chart("outcome", "completion", "failure"),
    chart("duration", "p50", "p95", "p99"),
    ...(currency === undefined ? [] : [{ ...chart("amount", "amount"), unit: currency }]),
  ];
}

/** The people of a journey are those of its first declared step: only a funnel has a first step in the console. */
function journeyCharts(journey: string, steps: readonly string[]): ConsoleChart[] {
  const [from, ...others] = steps;
  const last = others.at(-1);
  if (from === undefined || last === undefined) return [];
  const conversions = others.map((to) => ({ funnel: journey, measure: "conversion" as const, from, to }));
  return [
    { title: `${journey}: started`, sources: [{ funnel: journey, measure: "entered", from, to: last }] },
    { title: `${journey}: conversion from ${from}`, sources: conversions },
  ];
}

function workflowCharts({ name: workflow, states, timeoutMs = 0 }: Workflow): ConsoleChart[] {
  const stuck = { title: `${workflow}: stuck`, sources: [{ workflow, measure: "stuck" as const }] };
  return [
    {
      title: `${workflow}: events`,
      sources: states.map((state) => ({ workflow, measure: "events" as const, state })),
    },
    // without a timeout nothing is stuck
    ...(timeoutMs > 0 ? [stuck] : []),
    { title: `${workflow}: duration`, sources: [{ workflow, measure: "p95" }] },
  ];
}
