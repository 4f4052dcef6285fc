// The guard: compares what leaves with what the catalog declares. Compiled at start; what is right costs a look-up an attribute.
import type { Catalog } from "catalog";
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { type ContextAttributes, listOf } from "../engine/context/context-attributes.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { CheckedRecord, SignalCheck } from "../engine/enrichment/signal-check.ts";
import type { RecordedSpan } from "../engine/recording/recorded-span.ts";
import { type AttributeRule, compileAttribute } from "./attribute-rule.ts";
import { createFindings, type Findings, type GuardKind } from "./findings.ts";
import { isCommonName, isLibrarySpan } from "./own-names.ts";
import { checkBusiness } from "./business-check.ts";
import { compileNames, type Names } from "./names.ts";

/** How much the guard does: `reject` takes an attribute away, never the call. */
export type GuardMode = "off" | "count" | "warn" | "reject";

export interface Guard {
  readonly check: SignalCheck;
  readonly findings: Findings;
}

/** The scope of what the library itself records: the application's own calls. */
const ownScope = "telltale";
const mostKeys = 2000;
const internal = 0;

interface GuardState {
  readonly names: Names;
  readonly rules: Map<string, AttributeRule>;
  readonly templates: readonly (readonly [prefix: string, rule: AttributeRule])[];
  /** Keys that the catalog does not have: true where that is right. */
  readonly unknown: Map<string, boolean>;
  readonly findings: Findings;
  readonly rejects: boolean;
  /** Contexts that are checked already: they are on many spans. */
  readonly contexts: WeakSet<AttributeList>;
}

/** A guard by `catalog`. Nothing of it throws. */
export function createGuard(
  catalog: Catalog,
  mode: Exclude<GuardMode, "off">,
  findings: Findings = createFindings(mode !== "count"),
): Guard {
  const all = catalog.attributes.map((declared) => [declared.name, compileAttribute(declared)] as const);
  const guard: GuardState = {
    names: compileNames(catalog),
    rules: new Map(all.filter(([, rule]) => !isTemplate(rule))),
    templates: all.filter(([, rule]) => isTemplate(rule)).map(([name, rule]) => [`${name}.`, rule]),
    unknown: new Map(),
    findings,
    rejects: mode === "reject",
    contexts: new WeakSet(),
  };
  const check: SignalCheck = {
    changes: guard.rejects,
    span(span, scope) {
      try {
        checkSpan(guard, span, scope);
      } catch (error) {
        report("catalog_guard_failed", error);
      }
    },
    record(record, scope) {
      try {
        checkRecord(guard, record, scope);
      } catch (error) {
        report("catalog_guard_failed", error);
      }
    },
    series(instrument) {
      checkName(guard, "metric", instrument);
      return (pairs) => {
        const wrong = pairs.filter(([key, value]) => !isRight(guard, key, value, true));
        return wrong.length === 0 || !guard.rejects ? pairs : pairs.filter((pair) => !wrong.includes(pair));
      };
    },
  };
  return { check, findings };
}

function isTemplate({ declared }: AttributeRule): boolean {
  return declared.type.startsWith("template[");
}

function checkSpan(guard: GuardState, span: RecordedSpan, scope: string): void {
  checkList(guard, span.own, 0);
  if (span.context !== undefined) checkContext(guard, span.context);
  if (span.events !== undefined) for (const { attributes } of span.events) checkList(guard, attributes, 0);
  if (scope !== ownScope) return;
  const required = guard.names.requiredOnSpans.get(span.name);
  if (required !== undefined)
    checkRequired(guard, { kind: "span", name: span.name, required }, span.own, span.context);
  else if (span.kind === internal && !isLibrarySpan(span.name) && !has(span.own, "code.function.name"))
    checkName(guard, "span", span.name);
}

function checkRecord(guard: GuardState, record: CheckedRecord, scope: string): void {
  const { attributes, facts, context, eventName, body } = record;
  checkList(guard, attributes, facts);
  if (context !== undefined) checkContext(guard, context);
  if (facts > 0) {
    checkBusiness(guard.names, guard.findings, String(eventName), attributes, facts);
    return;
  }
  if (typeof eventName === "string" && eventName !== "") {
    if (eventName === "exception") checkName(guard, "error", valueIn(attributes, "exception.type"));
    else if (scope === ownScope) checkSignal(guard, "event", eventName, attributes, context);
  } else if (scope === ownScope && typeof body === "string")
    checkSignal(guard, "log", body, attributes, context);
}

function checkSignal(
  guard: GuardState,
  kind: "event" | "log",
  name: string,
  attributes: AttributeList,
  context: ContextAttributes | undefined,
): void {
  const all = kind === "event" ? guard.names.requiredOnEvents : guard.names.requiredOnLogs;
  const required = all.get(name);
  if (required === undefined) checkName(guard, kind, name);
  else checkRequired(guard, { kind, name, required }, attributes, context);
}

interface Signal {
  readonly kind: GuardKind;
  readonly name: string;
  readonly required: readonly string[];
}

function checkRequired(
  guard: GuardState,
  { kind, name, required }: Signal,
  own: AttributeList,
  context: ContextAttributes | undefined,
): void {
  for (let at = 0; at < required.length; at++) {
    const key = required[at] as string;
    if (has(own, key) || (context !== undefined && has(listOf(context), key))) continue;
    guard.findings.add("required_attribute_not_present", kind, name, () => `add the attribute \`${key}\`.`);
  }
}

/** Counts a name that the catalog does not have, where it declares any of that kind. */
function checkName(guard: GuardState, kind: GuardKind, name: unknown): void {
  if (typeof name !== "string" || guard.names.isKnown(kind, name) || isCommonName(name)) return;
  guard.findings.add("undeclared_name", kind, name, () => "declare it in the catalog, or correct the name.");
}

/** Checks `list` from `from` on; takes away what is wrong when the guard rejects. */
function checkList(guard: GuardState, list: AttributeList, from: number): void {
  for (let at = from; at < list.length; at += 2) {
    if (isRight(guard, list[at] as string, list[at + 1], false) || !guard.rejects) continue;
    list.splice(at, 2);
    at -= 2;
  }
}

/** The attributes of a context are the same on everything inside: they are checked once. */
function checkContext(guard: GuardState, context: ContextAttributes): void {
  const list = listOf(context);
  if (guard.contexts.has(list)) return;
  guard.contexts.add(list);
  checkList(guard, list, 0);
}

/** Whether an attribute may stay as it is. A deprecated one may, and is counted. */
function isRight(guard: GuardState, key: string, value: unknown, onMetric: boolean): boolean {
  const rule = guard.rules.get(key) ?? templateFor(guard, key);
  if (rule === undefined) return isRightUnknown(guard, key);
  const wrong = rule.judge(value, onMetric);
  if (wrong === undefined) return true;
  guard.findings.add(wrong, "attribute", key, () => rule.fix(wrong));
  return wrong === "deprecated";
}

function isRightUnknown(guard: GuardState, key: string): boolean {
  const { unknown, findings } = guard;
  let isFine = unknown.get(key);
  if (isFine === undefined) {
    isFine = isCommonName(key) || !guard.names.judgesAttributes;
    if (unknown.size < mostKeys) unknown.set(key, isFine);
  }
  if (!isFine)
    findings.add(
      "missing_attribute",
      "attribute",
      key,
      () => "declare it in the catalog, or correct the key.",
    );
  return isFine;
}

function templateFor({ templates }: GuardState, key: string): AttributeRule | undefined {
  for (const [prefix, rule] of templates) if (key.startsWith(prefix)) return rule;
  return undefined;
}

function has(list: Readonly<AttributeList>, key: string): boolean {
  for (let at = 0; at < list.length; at += 2) if (list[at] === key) return true;
  return false;
}

function valueIn(list: Readonly<AttributeList>, key: string): unknown {
  for (let at = 0; at < list.length; at += 2) if (list[at] === key) return list[at + 1];
  return undefined;
}
