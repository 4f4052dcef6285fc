// Sources of charts about interactions, profiles, transactions and workflows that catalogs do not have, in terms of the library's metrics, or
// the reason why Prometheus cannot compute them.
import type { Counted, Measure } from "../prometheus/measure.ts";
import { transactionCount, workflowDuration } from "../prometheus/source.ts";

/** What a source is in Prometheus. */
export type Translated =
  | { readonly measure: Measure; readonly unit: string; readonly note?: string }
  | { readonly problem: string };

export interface InteractionSource {
  readonly interaction: string;
  readonly measure: string;
  readonly by?: string;
  readonly result?: string;
  readonly channel?: string;
  readonly tier?: string;
  readonly customer?: string;
}

const interactionLabels = ["type", "result"];

/** The counter of interactions has their type and their result. */
export function ofInteraction(source: InteractionSource): Translated {
  const { interaction: type, measure, by, result, ...others } = source;
  if (measure !== "count") return { problem: `Prometheus has no \`${measure}\` of interactions` };
  const missing = [by, ...Object.keys(others)].find(
    (key) => key !== undefined && !interactionLabels.includes(key),
  );
  if (missing !== undefined)
    return { problem: `metrics of interactions have no \`${missing}\`, but their type and their result` };
  const matchers = [
    { label: "telltale_interaction_type", op: "=", value: type } as const,
    { label: "telltale_interaction_result", op: "=", value: result ?? "" } as const,
  ].filter(({ value }) => value !== "");
  const of: Counted = { name: "telltale_interaction_count_total", matchers };
  const labels = by === undefined ? [] : [`telltale_interaction_${by}`];
  return { measure: { form: "increase", of, by: labels }, unit: "{interaction}" };
}

export interface ProfileSource {
  readonly profile: string;
  readonly measure: string;
}

export function ofProfile({ profile, measure }: ProfileSource): Translated {
  if (measure === "errors")
    return { problem: `metrics do not say which runs of the profile \`${profile}\` failed` };
  const name = "telltale_profile_duration_seconds";
  const matchers = [{ label: "telltale_profile_name", op: "=", value: profile }] as const;
  if (measure === "count")
    return { measure: { form: "increase", of: { name, matchers, part: "count" }, by: [] }, unit: "{run}" };
  return { measure: { form: "quantile", quantile: 0.95, name, matchers, by: [] }, unit: "s" };
}

/** Completed, failed and abandoned transactions. */
export function ofOutcomes(type: string): Translated {
  const by = ["telltale_transaction_outcome"];
  return { measure: { form: "increase", of: transactionCount(type), by }, unit: "{transaction}" };
}

export interface InstancesSource {
  readonly workflow: string;
  readonly measure: string;
}

/** Instances of a workflow that started, ended or became stuck. */
export function ofInstances({ workflow, measure }: InstancesSource): Translated {
  if (measure !== "ended")
    return {
      problem: `metrics do not say how many instances of the workflow \`${workflow}\` ${measure.replace("_", " ")}`,
    };
  return {
    measure: { form: "increase", of: { ...workflowDuration(workflow), part: "count" }, by: [] },
    unit: "{instance}",
    note: "Ends in a process that has not seen an event of the instance are not counted",
  };
}
