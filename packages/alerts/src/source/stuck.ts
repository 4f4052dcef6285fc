// Instances of workflows that had no event for long and have not ended, at times that go forward.
import { type GroupSample, keyOf, labelOf, type Labels } from "../condition/sample.ts";
import { durationMs } from "catalog/duration";
import { type AnyFact, type FactIndex, labelsOf } from "./fact.ts";

/** An event of a workflow's instance. */
export interface WorkflowFact extends AnyFact {
  readonly workflow: string;
  readonly id: string;
  readonly state: string;
  readonly ended?: boolean;
}

interface StuckSource {
  readonly workflow: string;
  readonly longerThan?: string | undefined;
  readonly state?: string | undefined;
  readonly where?: Readonly<Record<string, unknown>> | undefined;
}

interface Progress {
  next: number;
  at: number;
  readonly open: Map<string, WorkflowFact>;
}

export function createStuckCounter(
  index: FactIndex,
): (source: StuckSource, groupBy: readonly string[], at: number) => readonly GroupSample[] {
  const progress = new Map<string, Progress>();
  return (source, groupBy, at) => {
    // a delay gives each reader its own time
    const key = JSON.stringify([source, groupBy]);
    let own = progress.get(key);
    if (own === undefined || at < own.at) own = { next: 0, at, open: new Map() };
    progress.set(key, own);
    own.at = at;
    const facts = index.of<WorkflowFact>("workflow", source.workflow);
    for (; own.next < facts.length && facts[own.next]!.at < at; own.next += 1) {
      const fact = facts[own.next]!;
      if (fact.ended === true) own.open.delete(fact.id);
      else own.open.set(fact.id, fact);
    }
    return count(own.open.values(), source, groupBy, at);
  };
}

function count(
  open: Iterable<WorkflowFact>,
  { longerThan = "10m", state, where = {} }: StuckSource,
  groupBy: readonly string[],
  at: number,
): readonly GroupSample[] {
  const groups = new Map<string, { readonly labels: Labels; value: number }>();
  const longest = durationMs(longerThan);
  for (const fact of open) {
    if (at - fact.at < longest || (state !== undefined && fact.state !== state)) continue;
    if (Object.entries(where).some(([name, value]) => labelOf(fact.attributes, name) !== String(value)))
      continue;
    const labels = labelsOf(fact, groupBy);
    const key = keyOf(labels);
    const group = groups.get(key) ?? { labels, value: 0 };
    group.value += fact.count ?? 1;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, value }) => ({ labels, sample: { value, count: value } }));
}
