// `/api/alert-rules`: rules and objectives, from files and stored ones.
import { type AlertRuleInfo, type AlertRulesResult, newAlertRule, type ParamsOf } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { toPage } from "../../api/params/page.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { StoredThing } from "../rules/stored-things.ts";
import { readAlertsNow } from "./alerts-now.ts";
import { mayChange, readBody } from "./caller.ts";
import { currenciesWarning } from "./rule-currencies.ts";
import { findRuleInfo, readRuleInfos, readRulesNow, type RulesNow } from "./rule-infos.ts";
import { type Change, changeThing, createThing, removeThing } from "./stored-changes.ts";

export async function listAlertRules(
  params: ParamsOf<"GET /api/alert-rules">,
  context: ApiContext,
): Promise<AlertRulesResult> {
  const now = await readAlertsNow(context);
  const infos = await readRuleInfos(context, now);
  const matching = infos.filter((info) => matches(info, params)).toSorted((a, b) => compare(a, b));
  // by name: the place in that order is the rank
  const ranks = new Map(matching.map((info, place) => [info, -place]));
  const { page, nextCursor } = toPage(
    matching,
    (info) => [ranks.get(info)!, info.name.slice(0, 200)],
    params,
  );
  return {
    items: page,
    nextCursor,
    files: now.current.published.files.map(({ brokenSince, ...file }) => ({
      ...file,
      brokenSince: brokenSince === undefined ? null : new Date(brokenSince).toISOString(),
    })),
    owners: [...new Set(infos.map(({ owner }) => owner))].filter((owner) => owner !== "").toSorted(),
    mayChange: mayChange(context),
  };
}

function compare(a: AlertRuleInfo, b: AlertRuleInfo): number {
  return a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1);
}

function matches(info: AlertRuleInfo, params: ParamsOf<"GET /api/alert-rules">): boolean {
  const { search, source, kind, severity, owner } = params;
  const words = search?.toLowerCase();
  return (
    (source === undefined || info.source === source) &&
    (kind === undefined || info.kind === kind) &&
    (severity === undefined || info.severity === severity) &&
    (owner === undefined || info.owner === (owner === "-" ? "" : owner)) &&
    (words === undefined ||
      [info.name, info.summary, info.owner].some((text) => text.toLowerCase().includes(words)))
  );
}

/** @throws {ProblemError} 404 `ALERT_RULE_UNKNOWN`. */
export async function getAlertRule(id: string, context: ApiContext): Promise<AlertRuleInfo> {
  const info = await requireRuleInfo(id, context);
  const warnings = [info.warning, await currenciesWarning(info, context)];
  return { ...info, warning: warnings.filter((one) => one !== "").join(" ") };
}

async function requireRuleInfo(id: string, context: ApiContext): Promise<AlertRuleInfo> {
  const info = await findRuleInfo(id, context);
  if (info !== undefined) return info;
  throw unknown(id);
}

const example =
  '{ "kind": "alert", "content": { "name": "Payments fail", "on": { "service": "payments", "measure": "errors" }, "when": { "above": 0.05 } } }';

export async function createAlertRule(change: Change): Promise<AlertRuleInfo> {
  const { kind, content } = readBody(newAlertRule, change.context, example);
  const rules = await readRulesNow(change.context);
  const saved = await createThing(kind, content, rules, change);
  return savedInfo(saved, change.context);
}

export async function changeAlertRule(id: string, change: Change): Promise<AlertRuleInfo> {
  const { content } = readBody(newAlertRule, change.context, example);
  const { thing, rules } = await findStored(id, change.context);
  const saved = await changeThing(thing, content, rules, change);
  return savedInfo(saved, change.context);
}

export async function removeAlertRule(id: string, change: Change): Promise<AlertRuleInfo> {
  const { thing, info, rules } = await findStored(id, change.context);
  const { version, savedMs } = await removeThing(thing, rules, change);
  return { ...info, version, saved: new Date(savedMs).toISOString() };
}

async function savedInfo({ id }: StoredThing, context: ApiContext): Promise<AlertRuleInfo> {
  return getAlertRule(id, context);
}

/** @throws {ProblemError} 404 `ALERT_RULE_UNKNOWN`, 409 `ALERT_RULE_READ_ONLY`. */
async function findStored(
  id: string,
  context: ApiContext,
): Promise<{ readonly info: AlertRuleInfo; readonly thing: StoredThing; readonly rules: RulesNow }> {
  const [info, rules] = await Promise.all([requireRuleInfo(id, context), readRulesNow(context)]);
  if (info.source !== "stored") throw readOnly();
  const thing = rules.stored.find((one) => one.id === id);
  if (thing === undefined) throw unknown(id);
  return { info, thing, rules };
}

function readOnly(): ProblemError {
  return new ProblemError(
    "ALERT_RULE_READ_ONLY",
    "This rule is not stored here: it comes from a file, or from an objective.",
    "Change the file, or the objective.",
  );
}

function unknown(id: string): ProblemError {
  return new ProblemError(
    "ALERT_RULE_UNKNOWN",
    `There is no rule \`${id}\`.`,
    "See `/api/alert-rules` for existing ones.",
  );
}
