// Rules and objectives as `/api/alert-rules` lists them: from files and burn-rate rules as the leader published them, stored ones as they
// are stored now, each with what is known of its alerts.
import type { AlertRuleInfo } from "contract";
import { type ApiContext } from "../../api/context.ts";
import type { StoredThing } from "../rules/stored-things.ts";
import type { RuleEntry } from "../rules/judge.ts";
import type { JudgedRules } from "../rules/rule-set.ts";
import { type AlertsNow, readAlertsNow } from "./alerts-now.ts";
import { countBy } from "./count-by.ts";
import { lastDays } from "./history.ts";
import { entryOf, ruleIdOf, rulesOf } from "../rules/known-rules.ts";
import { type Marks, noMarks, readMarks } from "./marks.ts";

/** What lists of rules need of the alerts. */
type KnownNow = Pick<AlertsNow, "current" | "alerts" | "unitOf" | "notEvaluated" | "stored">;

/** Stored things with their entries: the leader's judgement where it has seen this version. */
export interface RulesNow extends JudgedRules {
  readonly now: KnownNow;
  readonly stored: readonly StoredThing[];
}

export async function readRulesNow(context: ApiContext, known?: KnownNow): Promise<RulesNow> {
  const now = known ?? (await readAlertsNow(context));
  const { stored } = now;
  const { entries } = now.current.published;
  const judged = new Map(entries.flatMap((one) => (one.stored === "" ? [] : [[one.stored, one] as const])));
  return {
    now,
    stored,
    published: entries,
    entries: [
      ...entries.filter((one) => one.stored === ""),
      ...stored.map((one) => {
        const entry = entryOf(one);
        const published = judged.get(one.id);
        const isSame = JSON.stringify(published?.content) === JSON.stringify(entry.content);
        return isSame && published !== undefined ? published : entry;
      }),
    ],
  };
}

export async function readRuleInfos(
  context: ApiContext,
  known?: KnownNow,
): Promise<readonly AlertRuleInfo[]> {
  const [rules, marks] = await Promise.all([
    readRulesNow(context, known),
    readMarks(context, lastDays(context, 400n)),
  ]);
  return rules.entries.flatMap((entry) => infosOf(entry, rules, marks));
}

export async function findRuleInfo(
  id: string,
  context: ApiContext,
  known?: KnownNow,
): Promise<AlertRuleInfo | undefined> {
  return (await readRuleInfos(context, known)).find((info) => info.id === id);
}

function infosOf(entry: RuleEntry, rules: RulesNow, marks: Marks): readonly AlertRuleInfo[] {
  if (entry.kind === "silence") return [];
  const own = toInfo(entry, entry.content, entry.kind, rules, marks);
  if (entry.kind === "alert") return [own];
  const burn = rulesOf(entry).map(({ id, declaration }): AlertRuleInfo => ({
    ...toInfo(entry, declaration as unknown as RuleEntry["content"], "alert", rules, marks),
    id,
    source: "objective",
    version: 0,
  }));
  return [own, ...burn];
}

function toInfo(
  entry: RuleEntry,
  content: RuleEntry["content"],
  kind: "alert" | "objective",
  { now, stored, entries }: RulesNow,
  marks: Marks,
): AlertRuleInfo {
  const { useful, noise } = marks.get(content.name) ?? noMarks;
  return {
    id: ruleIdOf(entry),
    kind,
    name: content.name,
    content,
    place: entry.place,
    severity: severityOf(content["severity"]),
    owner: textOf(content["owner"]),
    summary: textOf(content["summary"] ?? content["description"]),
    unit: now.unitOf(content),
    disabled: content["disabled"] === true,
    problems: entry.problems,
    warning: dependsOnDisabled(content, entries),
    ...savedOf(stored.find(({ id }) => id === entry.stored)),
    ...evaluatedOf(content.name, kind, now),
    useful,
    noise,
    precision: useful + noise === 0 ? null : useful / (useful + noise),
  };
}

/** A parent that is not evaluated withholds nothing: that is allowed, because switching a rule off must break no other. */
export function dependsOnDisabled(content: RuleEntry["content"], entries: readonly RuleEntry[]): string {
  const parents = new Set(Array.isArray(content["dependsOn"]) ? (content["dependsOn"] as unknown[]) : []);
  if (parents.size === 0) return "";
  const disabled = entries.filter(
    (one) => one.kind === "alert" && parents.has(one.content.name) && one.content["disabled"] === true,
  );
  if (disabled.length === 0) return "";
  const names = disabled.map((one) => `\`${one.content.name}\``).join(", ");
  return `Depends on ${names}, which is disabled and withholds nothing.`;
}

function savedOf(
  thing: StoredThing | undefined,
): Pick<AlertRuleInfo, "version" | "source" | "savedBy" | "saved"> {
  if (thing === undefined) return { version: 0, source: "file", savedBy: "", saved: "" };
  const { version, savedBy, savedMs } = thing;
  return { version, source: "stored", savedBy, saved: new Date(savedMs).toISOString() };
}

function evaluatedOf(
  name: string,
  kind: "alert" | "objective",
  { current, notEvaluated }: RulesNow["now"],
): Pick<AlertRuleInfo, "states" | "leftOut" | "evaluated" | "error" | "unknown"> {
  const state = kind === "alert" && Object.hasOwn(current.rules, name) ? current.rules[name] : undefined;
  const failing = current.round?.failing ?? {};
  return {
    states: countBy(Object.values(state?.groups ?? {}).map((group) => group.state)),
    leftOut: state?.leftOut ?? 0,
    evaluated: state === undefined ? "" : new Date(state.at).toISOString(),
    error: kind === "alert" && Object.hasOwn(failing, name) ? failing[name]! : "",
    unknown: (kind === "alert" ? notEvaluated.get(name) : undefined) ?? null,
  };
}

function severityOf(value: unknown): AlertRuleInfo["severity"] {
  return value === "page" || value === "info" ? value : "ticket";
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
