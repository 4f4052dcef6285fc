// Where "What differs" of an alert is: the page of what its rule looks at, for the time in which the alert fired.
import { fixedRange, type TimeRange } from "../../../lib/time-range.ts";
import { partOf, textOf, type RuleContent } from "../../../lib/rule-words.ts";
import { alertWindow } from "catalog/alert-window";
import { durationMs, parseDurationMs } from "catalog/duration";
import { isWildcard } from "catalog/wildcard";

/** An address as the router takes it. */
export interface PageLink {
  readonly to: string;
  readonly params: Readonly<Record<string, string>>;
  readonly search: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const longestMs = 3_600_000_000;

/** Of a rule that may be a draft. */
function windowOf({ window, every }: RuleContent): string {
  return alertWindow({ window: durationOf(window), every: durationOf(every) });
}

function durationOf(value: unknown): string | undefined {
  return parseDurationMs(textOf(value)) === undefined ? undefined : textOf(value);
}

/** `undefined` for rules whose source has no such page: SQL, several sources. */
export function differsLink(
  content: RuleContent,
  group: Readonly<Record<string, string>>,
  { fromMs, toMs }: Window,
): PageLink | undefined {
  const on = partOf(content["on"]);
  const windowMs = durationMs(windowOf(content));
  // What the value was computed from begins one window before the first evaluation that fired.
  const range = fixedRange(fromMs - windowMs, toMs);
  const filter = conditionsOf(on, group);
  const scope = { ...range, filter: filter.length === 0 ? undefined : filter };
  const name = (key: string): string => textOf(on[key]);
  if ("transaction" in on)
    return {
      to: "/transactions/$type",
      params: { type: name("transaction") },
      search: isDuration(on) ? { ...scope, differs: "slow" } : scope,
    };
  if ("funnel" in on)
    return {
      to: "/funnels/$name",
      params: { name: name("funnel") },
      search: { ...scope, step: name("from") || undefined },
    };
  if ("workflow" in on) return workflowLink(on, scope, fromMs - windowMs, toMs);
  if ("metric" in on) return { to: "/metrics/$name", params: { name: name("metric") }, search: scope };
  if ("log" in on) return logsLink(on, scope);
  if ("event" in on) return { to: "/logs", params: {}, search: { ...scope, event: name("event") } };
  if ("errors" in on)
    return {
      to: "/errors",
      params: {},
      search: { ...range, service: name("service") || undefined, state: "all" },
    };
  if ("finding" in on) return bottlenecksLink(name("finding"), group, range);
  if ("service" in on || "operation" in on) return tracesLink(on, scope, content, range);
  return undefined;
}

const isDuration = (on: RuleContent): boolean => /^p\d+$/.test(textOf(on["measure"]));

/** Of stuck instances those by the limit of the rule: their last records are older than that. */
function workflowLink(on: RuleContent, scope: PageLink["search"], fromMs: number, toMs: number): PageLink {
  const stuckMs = parseDurationMs(textOf(on["longerThan"])) ?? usualStuckMs;
  const search =
    on["measure"] === "stuck" ? { ...scope, ...fixedRange(fromMs - stuckMs, toMs), stuckMs } : scope;
  return { to: "/workflows/$type", params: { type: textOf(on["workflow"]) }, search };
}

const usualStuckMs = durationMs("10m");

/** Findings of one kind; a pattern stands for all. */
function bottlenecksLink(kind: string, group: Readonly<Record<string, string>>, range: TimeRange): PageLink {
  const search = { ...range, service: group["service.name"], kind: isWildcard(kind) ? undefined : kind };
  return { to: "/bottlenecks", params: {}, search };
}

/** Records that have the longest piece of the pattern. */
function logsLink(on: RuleContent, scope: PageLink["search"]): PageLink {
  const [text] = textOf(on["log"])
    .split("*")
    .map((piece) => piece.trim())
    .toSorted((a, b) => b.length - a.length);
  return {
    to: "/logs",
    params: {},
    search: { ...scope, text, severity: textOf(on["severity"]) || undefined },
  };
}

/** Spans of the firing window: those over the limit of a duration against the faster ones, else errors against the rest. */
function tracesLink(
  on: RuleContent,
  scope: PageLink["search"],
  content: RuleContent,
  range: { readonly from: string; readonly to: string },
): PageLink {
  const limit = partOf(content["when"])["above"];
  const region =
    isDuration(on) && typeof limit === "number"
      ? [range.from, range.to, limit * 1000, longestMs].join("~")
      : undefined;
  const operation = textOf(on["operation"]);
  const filter = [
    ...((scope["filter"] ?? []) as readonly string[]),
    ...(operation === "" ? [] : [`name=${operation}`]),
  ];
  return {
    to: "/traces",
    params: {},
    search: {
      ...scope,
      service: textOf(on["service"]) || undefined,
      filter: filter.length === 0 ? undefined : filter,
      view: "differs",
      region,
    },
  };
}

/** `where` of the source and the labels of the group as conditions of the filter bar. */
function conditionsOf(on: RuleContent, group: Readonly<Record<string, string>>): readonly string[] {
  const where = Object.entries(partOf(on["where"])).map(([key, value]) => `${key}=${textOf(value)}`);
  return [...where, ...Object.entries(group).map(([key, value]) => `${key}=${value}`)];
}
