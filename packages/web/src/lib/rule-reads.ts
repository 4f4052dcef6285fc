// What a rule reads, as a source of a chart: of both it is asked which signals they are of.
import { type ChartSource, chartSourceKinds } from "contract";

import { partOf, type RuleContent, textOf } from "./rule-words.ts";

/** Sources of charts that read the same as sources of rules, which have other names. */
const sameAs: Readonly<Record<string, string>> = {
  errors: "error",
  log: "logs",
  finding: "bottleneck",
  // of any service
  operation: "traces",
};

/** A source, and the service that narrows it. */
export interface ChartRead {
  readonly source: ChartSource;
  readonly service: string | undefined;
}

/** `undefined` of a rule without a source of its own. */
export function readOf(content: RuleContent): ChartRead | undefined {
  const { service, ...others } = partOf(content["on"]);
  const named = Object.fromEntries(Object.entries(others).map(([key, value]) => [sameAs[key] ?? key, value]));
  // an operation of one service is read as the service
  const kind = chartSourceKinds.find((one) => one in named && (one !== "traces" || service === undefined));
  const own = textOf(service) || undefined;
  if (kind !== undefined) return { source: sourceOf(kind, named[kind]), service: own };
  return service === undefined ? undefined : { source: sourceOf("service", service), service: own };
}

const sourceOf = (kind: (typeof chartSourceKinds)[number], value: unknown): ChartSource =>
  ({ [kind]: textOf(value) }) as unknown as ChartSource;
