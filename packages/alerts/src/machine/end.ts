// Alerts whose rule or group is no longer evaluated: they end with a reason, or are in error while their rule has mistakes.
import { keyOf, type Labels } from "../condition/sample.ts";
import type { CompiledRule } from "./engine.ts";
import { withoutEpisode } from "./episode.ts";
import { idOf } from "./id.ts";
import type { Notice } from "./notify.ts";
import type { Change, GroupState, RuleState } from "./state.ts";
import { withoutFigures } from "./step.ts";

/** What a round gathers. */
export interface Gathered {
  readonly changes: Change[];
  readonly notices: Notice[];
}

/**
 * Ends a group: one change if it was not `ok`, and one message if receivers know of it. Nothing withholds that message, because no later
 * round could send it, and an incident would stay open.
 */
export function endGroup(
  rule: string,
  group: GroupState,
  { at, reason }: { readonly at: number; readonly reason: string },
  { changes, notices }: Gathered,
): void {
  const { labels, state, reported, value, values, episode } = group;
  const id = idOf(rule, labels, "ended", at);
  const figures = { ...(value !== undefined && { value }), ...(values !== undefined && { values }) };
  const last = { rule, group: labels, at, ...figures, reason };
  if (state !== "ok") changes.push({ ...last, id, kind: "ended", from: state, to: "ok" });
  if (reported !== undefined)
    notices.push({
      ...last,
      id,
      kind: "ended",
      since: at,
      ...(episode !== undefined && { episode }),
      ...(reported.severity !== undefined && { severity: reported.severity }),
    });
}

/**
 * Ends all alerts of a rule that was deleted or disabled. Its state without groups stays until the next time of evaluation: a rule that is
 * enabled again in the same minute does not repeat what it said, under the same ids.
 */
export function endRule(
  rule: string,
  state: RuleState,
  { at, reason }: { readonly at: number; readonly reason: string },
  gathered: Gathered,
): RuleState | undefined {
  const groups = Object.values(state.groups);
  if (groups.length === 0) return at > state.at ? undefined : state;
  const ended = afterLast(state.at, at);
  for (const group of groups) endGroup(rule, group, { at: ended, reason }, gathered);
  return { at: ended, groups: {}, leftOut: 0 };
}

/** The time of a change that is noticed after the evaluation at `last`, in the same minute: later than all that it said. */
function afterLast(last: number, at: number): number {
  return last >= at && last - at < 60_000 ? last + 1 : at;
}

/** All groups of a rule that has mistakes now, in error. */
export function breakRule(
  rule: string,
  state: RuleState,
  { at, reason }: { readonly at: number; readonly reason: string },
  changes: Change[],
): RuleState {
  const groups = Object.entries(state.groups);
  if (groups.every(([, group]) => group.state === "error")) return state;
  const since = afterLast(state.at, at);
  const broken = groups.map(([key, group]) => {
    if (group.state === "error") return [key, group] as const;
    const { waiting: _, withheld: __, ...rest } = withoutFigures(group);
    const { labels, state: from } = group;
    // an alert that ended before is not the one that a later message is about
    const kept = from === "ok" ? withoutEpisode(rest) : rest;
    const id = idOf(rule, labels, "error", since);
    changes.push({ id, rule, group: labels, at: since, kind: "error", from, to: "error", reason });
    return [key, { ...kept, state: "error", since, at: since } as const] as const;
  });
  return { ...state, at: since, groups: Object.fromEntries(broken) };
}

/** Groups of a rule that reads something else now: those that it still has, and those that no longer exist. */
export function splitGroups(
  { reads, groupBy }: Pick<CompiledRule, "reads" | "groupBy">,
  before: RuleState | undefined,
  samples: () => { readonly keys: ReadonlySet<string>; readonly hasFailed: boolean },
): { readonly kept: RuleState | undefined; readonly gone: readonly GroupState[]; readonly reads: string } {
  if (before?.reads === undefined || before.reads === reads) return { kept: before, gone: [], reads };
  const found = samples();
  const isKept = ([key, { labels }]: readonly [string, GroupState]): boolean =>
    groupBy.length === 0
      ? key === ""
      : found.keys.has(key) || (found.hasFailed && isGroupedBy(labels, groupBy));
  const all = Object.entries(before.groups);
  const kept = all.filter(isKept).map(([key, group]) => [key, withoutMemory(group)] as const);
  return {
    // groups of a source that could not be read are not known yet
    reads: found.hasFailed ? before.reads : reads,
    kept: { ...before, groups: Object.fromEntries(kept) },
    gone: all.filter((one) => !isKept(one)).map(([, group]) => group),
  };
}

/** What a condition remembers is about the other source. */
function withoutMemory(group: GroupState): GroupState {
  const { memory: _, ...rest } = group;
  return rest;
}

function isGroupedBy(labels: Labels, groupBy: readonly string[]): boolean {
  return keyOf(labels) === keyOf(Object.fromEntries(groupBy.map((name) => [name, labels[name] ?? ""])));
}
