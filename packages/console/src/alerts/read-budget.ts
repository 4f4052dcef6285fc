// What is left of the error budget behind an alert on a burn rate.
import { budgetSourceOf, budgetValuesOf, type Labels, type Objective } from "alerts";
import type { ApiContext } from "../api/context.ts";
import { readingOf } from "./reading.ts";
import { knownRules } from "./rules/known-rules.ts";
import type { PublishedRules } from "./rules/published.ts";

interface Burning {
  readonly rule: string;
  readonly group: Labels;
  /** The burn rate. */
  readonly value?: number | undefined;
  /** Unix ms. */
  readonly at: number;
}

/** By the names of values of conditions; undefined for other alerts, and when the budget could not be read. */
export async function readBudget(
  { rule, group, value, at }: Burning,
  published: PublishedRules,
  context: ApiContext,
): Promise<Readonly<Record<string, number>> | undefined> {
  const known = knownRules(published).get(rule);
  const objectives = published.entries
    .filter(({ kind, problems }) => kind === "objective" && problems.length === 0)
    .map(({ content }) => content as unknown as Objective);
  const source = known && budgetSourceOf(known.declaration, objectives);
  if (source === undefined) return undefined;
  const { signal, priority } = context;
  const readings = await readingOf(context).reader.read([source.input], at, {
    signal,
    ...(priority !== undefined && { priority }),
  });
  return budgetValuesOf(source, readings.get(source.input.id), group, value);
}
