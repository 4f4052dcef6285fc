// Instances of workflows that had no event for long and have not ended, at times that go forward.
import { type GroupSample, keyOf, labelOf, type Labels } from "../condition/sample.ts";
import { durationMs } from "catalog/duration";
import { openSinceMs } from "catalog/stuck";
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

export function createStuckCounter(
  index: FactIndex,
): (source: StuckSource, groupBy: readonly string[], at: number) => readonly GroupSample[] {
  const progress = new Map<string, { at: number; readonly countAt: CountAt }>();
  return (source, groupBy, at) => {
    const key = JSON.stringify([source, groupBy]);
    let own = progress.get(key);
    if (own === undefined || at < own.at)
      own = { at, countAt: openCount(index.of<WorkflowFact>("workflow", source.workflow), source, groupBy) };
    progress.set(key, own);
    own.at = at;
    return own.countAt(at);
  };
}

/** At times that do not go back. */
type CountAt = (at: number) => readonly GroupSample[];

interface StuckGroup {
  readonly labels: Labels;
  members: number;
  value: number;
}

/** Looks at each event three times: when it happens, when its instance may be stuck since it, and when it is too old. */
function openCount(
  facts: readonly WorkflowFact[],
  { longerThan = "10m", state, where = {} }: StuckSource,
  groupBy: readonly string[],
): CountAt {
  const conditions = Object.entries(where);
  const last = new Map<string, WorkflowFact>();
  const groups = new Map<string, StuckGroup>();
  const stuck = new Map<WorkflowFact, string>();
  function leave(fact: WorkflowFact): void {
    const key = stuck.get(fact);
    if (key === undefined) return;
    stuck.delete(fact);
    const group = groups.get(key)!;
    group.members -= 1;
    group.value -= fact.count ?? 1;
    if (group.members === 0) groups.delete(key);
  }
  function enter(fact: WorkflowFact): void {
    if (last.get(fact.id) !== fact || (state !== undefined && fact.state !== state)) return;
    if (conditions.some(([name, value]) => labelOf(fact.attributes, name) !== String(value))) return;
    const labels = labelsOf(fact, groupBy);
    const key = keyOf(labels);
    const group = groups.get(key) ?? { labels, members: 0, value: 0 };
    group.members += 1;
    group.value += fact.count ?? 1;
    groups.set(key, group);
    stuck.set(fact, key);
  }
  const happen = visitOnce(facts, (fact) => {
    const before = last.get(fact.id);
    if (before !== undefined) leave(before);
    if (fact.ended === true) last.delete(fact.id);
    else last.set(fact.id, fact);
  });
  const becomeStuck = visitOnce(facts, enter);
  const becomeOld = visitOnce(facts, leave);
  const longest = durationMs(longerThan);
  return (at) => {
    const since = openSinceMs(at, longest);
    happen((time) => time < at);
    becomeStuck((time) => time < at && at - time >= longest);
    becomeOld((time) => time < since);
    return [...groups.values()].map(({ labels, value }) => ({ labels, sample: { value, count: value } }));
  };
}

/** Visits facts in their order, each once: those whose time has come. */
function visitOnce(
  facts: readonly WorkflowFact[],
  visit: (fact: WorkflowFact) => void,
): (isPast: (time: number) => boolean) => void {
  let next = 0;
  return (isPast) => {
    for (; next < facts.length && isPast(facts[next]!.at); next += 1) visit(facts[next]!);
  };
}
