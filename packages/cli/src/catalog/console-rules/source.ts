// What the console's rules cannot measure of what a catalog's alert or objective looks at: the reason and a way out.
import type { Alert, Catalog, Objective } from "catalog";
import { measureOf } from "catalog/source-declaration";

type Source = Alert["on"] | Objective["on"];

export interface Obstacle {
  readonly problem: string;
  readonly fix: string;
}

/** Why a rule cannot look at `source`; undefined where it can. */
export function obstacleOf(source: Source, catalog: Catalog): Obstacle | undefined {
  const measure = measureOf(source);
  if ("metric" in source) return "measure" in source ? noShare : ofMetric(source.metric, measure, catalog);
  if ("operation" in source) return ofOperation(source.operation, catalog);
  if (!("workflow" in source) || measure === "events" || measure === "stuck") return undefined;
  return {
    problem: `the console's rules know no duration of the workflow \`${source.workflow}\``,
    fix: "Alert on `stuck`, or use the Prometheus rules.",
  };
}

const noShare: Obstacle = {
  problem: "the console's rules know no share of good events of it",
  fix: "Use a transaction, a server or consumer span, or the conversion of a funnel.",
};

const ofGauges = {
  isPossible: (name: string): boolean => name !== "rate" && name !== "sum",
  instead: "`last` or `average`",
};
/** What each instrument can be aggregated by. */
const aggregations = {
  counter: {
    isPossible: (name: string): boolean => name === "rate" || name === "sum",
    instead: "`rate` or `sum`",
  },
  histogram: { isPossible: (name: string): boolean => name !== "last", instead: "`average` or `p95`" },
  gauge: ofGauges,
  updowncounter: ofGauges,
};

function ofMetric(name: string, aggregation: string, { metrics }: Catalog): Obstacle | undefined {
  const metric = metrics.find((one) => one.name === name);
  if (metric === undefined)
    return {
      problem: `the catalog declares no metric \`${name}\``,
      fix: "Declare the metric, or correct its name.",
    };
  const chosen = aggregation === "" ? "last" : aggregation;
  const { isPossible, instead } = aggregations[metric.instrument];
  if (isPossible(chosen)) return undefined;
  return {
    problem: `\`${chosen}\` cannot be computed for \`${name}\`, a ${metric.kind}`,
    fix: `Use ${instead}.`,
  };
}

/** Rules measure server and consumer spans. */
function ofOperation(operation: string, { spans }: Catalog): Obstacle | undefined {
  const kind = spans.find(({ name }) => name === operation)?.kind ?? "internal";
  if (kind === "server" || kind === "consumer") return undefined;
  return {
    problem: `the console's rules measure server and consumer spans, and \`${operation}\` is of the kind \`${kind}\``,
    fix: "Look at a timer or histogram that is recorded with the span.",
  };
}
