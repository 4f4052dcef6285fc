// From what a catalog's alert or objective looks at (`SourceDeclaration`) to the source of a console rule. What the console's rules cannot
// measure gives a reason and a way out instead.
import type { AlertRule, Objective as ObjectiveRule } from "alerts";
import { formatDuration } from "catalog/duration";
import type { Alert, Catalog, Objective } from "catalog";

type Declared = Alert["on"];
type DeclaredOf<K extends string> = Extract<Declared, Readonly<Record<K, string>>>;
/** A source as rules write it. */
type RuleSource = ObjectiveRule["on"];

/** What a source is in a console rule. */
export type Translated =
  | { readonly on: RuleSource; readonly groupBy?: AlertRule["groupBy"]; readonly note?: string }
  | Obstacle;

interface Obstacle {
  readonly problem: string;
  readonly fix: string;
}

/** The source of an alert. */
export function translate(source: Declared, catalog: Catalog): Translated {
  if ("metric" in source) return ofMetric(source, catalog);
  if ("transaction" in source) return { on: { transaction: source.transaction, measure: source.measure } };
  if ("journey" in source) return ofJourney(source, catalog);
  if ("workflow" in source) return ofWorkflow(source, catalog);
  if ("span" in source) return ofSpan(source, catalog, { measure: source.measure });
  return { on: { event: source.event, measure: "rate" } };
}

/** The source of an objective: the share of what is good, or of what is bad. */
export function translateObjective({ on, within }: Objective, catalog: Catalog): Translated {
  const limit = within === undefined ? undefined : formatDuration(within * 1000);
  if ("transaction" in on) {
    const { transaction, measure } = on;
    if (limit !== undefined) return { on: { transaction, measure: "within", limit } };
    return { on: { transaction, measure: measure === "completion" ? "completion" : "failure" } };
  }
  if ("span" in on)
    return ofSpan(on, catalog, limit === undefined ? { measure: "errors" } : { measure: "within", limit });
  if ("journey" in on && on.measure === "conversion") return ofJourney(on, catalog);
  return {
    problem: "the console's rules know no share of good events of it",
    fix: "Use a transaction, a server or consumer span, or the conversion of a journey.",
  };
}

/** Without an aggregation, what the catalog's other targets take. */
const usual = { counter: "rate", histogram: "p95", gauge: "last", updowncounter: "last" } as const;

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

function ofMetric(
  { metric: name, aggregation, where, groupBy }: DeclaredOf<"metric">,
  catalog: Catalog,
): Translated {
  const metric = catalog.metrics.find((one) => one.name === name);
  if (metric === undefined)
    return {
      problem: `the catalog declares no metric \`${name}\``,
      fix: "Declare the metric, or correct its name.",
    };
  const { instrument, kind } = metric;
  const chosen = aggregation ?? usual[instrument];
  const { isPossible, instead } = aggregations[instrument];
  if (!isPossible(chosen))
    return {
      problem: `\`${chosen}\` cannot be computed for \`${name}\`, a ${kind}`,
      fix: `Use ${instead}.`,
    };
  return {
    on: { metric: name, aggregation: chosen, ...(where !== undefined && { where }) },
    ...(groupBy !== undefined && groupBy.length > 0 && { groupBy }),
    ...(instrument === "updowncounter" &&
      chosen === "last" && {
        note: `of several series of \`${name}\` the highest value counts, not their sum`,
      }),
  };
}

function ofJourney({ journey, measure, from, to }: DeclaredOf<"journey">, catalog: Catalog): Translated {
  const steps = catalog.journeys.find(({ name }) => name === journey)?.steps ?? [];
  const [first, last] = [from ?? steps[0], to ?? steps.at(-1)];
  if (first === undefined || last === undefined)
    return {
      problem: `the catalog declares no steps of the journey \`${journey}\``,
      fix: "Declare the journey with its steps.",
    };
  if (measure === "started") return { on: { funnel: journey, measure: "entered", from: first } };
  return { on: { funnel: journey, measure: "conversion", from: first, to: last } };
}

function ofWorkflow({ workflow, measure, state }: DeclaredOf<"workflow">, catalog: Catalog): Translated {
  if (measure === "p95")
    return {
      problem: `the console's rules know no duration of the workflow \`${workflow}\``,
      fix: "Alert on `stuck`, or use the Prometheus rules.",
    };
  const timeoutMs = catalog.workflows.find(({ name }) => name === workflow)?.timeoutMs;
  return {
    on: {
      workflow,
      measure,
      ...(measure === "stuck" && timeoutMs !== undefined && { longerThan: formatDuration(timeoutMs) }),
      ...(state !== undefined && { state }),
    },
  };
}

/** Rules measure server and consumer spans. */
function ofSpan(
  { span }: DeclaredOf<"span">,
  catalog: Catalog,
  measure: {
    readonly measure: "rate" | "errors" | "p50" | "p95" | "p99" | "within";
    readonly limit?: string;
  },
): Translated {
  const kind = catalog.spans.find(({ name }) => name === span)?.kind ?? "internal";
  if (kind === "server" || kind === "consumer") return { on: { operation: span, ...measure } };
  return {
    problem: `the console's rules measure server and consumer spans, and \`${span}\` is of the kind \`${kind}\``,
    fix: "Look at a timer or histogram that is recorded with the span.",
  };
}
