// Charts of transactions, journeys and workflows.
import type { Catalog, Journey, Transaction, Workflow } from "../catalog.ts";
import {
  journeySteps,
  transactionCount,
  transactionDuration,
  translate,
  workflowDuration,
  workflowEvents,
} from "../prometheus/source.ts";
import type { Chart, Section } from "./layout.ts";
import { type BoardOptions, quantiles, query } from "./queries.ts";
import { grafanaUnit } from "./units.ts";

/** Rate, errors, duration and amount of a transaction. */
export function transactionSection(
  { name, description = "", currency = "" }: Transaction,
  catalog: Catalog,
  options: BoardOptions,
): Section {
  const failure = translate({ transaction: name, measure: "failure" }, catalog);
  const amount = translate({ transaction: name, measure: "amount" }, catalog);
  const charts: Chart[] = [
    {
      title: `${name}: rate`,
      description: `Transactions that ended, per second, by outcome. ${description}`.trim(),
      unit: "cps",
      queries: [
        query({ form: "rate", of: transactionCount(name), by: ["telltale_transaction_outcome"] }, options),
      ],
    },
    {
      title: `${name}: errors`,
      description: "Share of the transactions that failed. An abandoned transaction has not failed.",
      unit: "percentunit",
      max: 1,
      queries: "measure" in failure ? [query(failure.measure, options, "failed")] : [],
    },
    {
      title: `${name}: duration`,
      description: "How long completed transactions took, from start to end.",
      unit: "s",
      queries: quantiles(transactionDuration(name), options),
    },
  ];
  if (currency !== "" && "measure" in amount)
    charts.push({
      title: `${name}: amount`,
      description: `What completed transactions were about, in ${currency} per second.`,
      unit: grafanaUnit(currency),
      queries: [query(amount.measure, options, currency)],
    });
  return { title: name, charts };
}

/** Steps of a journey, and for a funnel how many get from its first step to each other one. */
export function journeySection(journey: Journey, options: BoardOptions): Section {
  const { name, steps, ordered, description = "" } = journey;
  const rate = (step?: string): ReturnType<typeof query> =>
    query(
      {
        form: "rate",
        of: journeySteps(name, step),
        by: step === undefined ? ["telltale_journey_step"] : [],
      },
      options,
      step,
    );
  const charts: Chart[] = [
    {
      title: `${name}: steps`,
      description: `Steps per second. ${description}`.trim(),
      unit: "cps",
      queries: [rate()],
    },
  ];
  const [first, ...others] = steps;
  if (first === undefined) return { title: name, charts };
  charts.unshift({
    type: "bargauge",
    title: `${name}: ${ordered ? "funnel" : "steps, on average"}`,
    description: "Steps per second, on average over the time range. Counts steps, not people.",
    unit: "cps",
    queries: steps.map((step) => rate(step)),
  });
  if (ordered && others.length > 0)
    charts.push({
      title: `${name}: conversion`,
      description: `Steps for each step \`${first}\`. Above 100% where people repeat a step: the console's funnel counts people.`,
      unit: "percentunit",
      queries: others.map((step) =>
        query(
          {
            form: "share",
            part: journeySteps(name, step),
            whole: journeySteps(name, first),
            by: [],
            unbounded: true,
          },
          options,
          step,
        ),
      ),
    });
  return { title: name, charts };
}

/** Events of a workflow by the state after them, ends, and the time until the end. */
export function workflowSection({ name, description = "" }: Workflow, options: BoardOptions): Section {
  const duration = workflowDuration(name);
  const by = ["telltale_workflow_state"];
  return {
    title: name,
    charts: [
      {
        title: `${name}: events`,
        description: `Events per second, by the state after them. ${description}`.trim(),
        unit: "cps",
        queries: [query({ form: "rate", of: workflowEvents(name), by }, options)],
      },
      {
        title: `${name}: ended`,
        description: "Instances that ended, per second, by their last state.",
        unit: "cps",
        queries: [query({ form: "rate", of: { ...duration, part: "count" }, by }, options)],
      },
      {
        title: `${name}: duration`,
        description: "From the first event that the ending process saw to the end.",
        unit: "s",
        queries: quantiles(duration, options),
      },
    ],
  };
}
