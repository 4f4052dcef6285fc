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
import { createForm, isInForm, type KnownForm, learnForm, type Signal } from "./known-form.ts";

/** How much the guard does: `reject` takes an attribute away, never the call. */
export type GuardMode = "off" | "count" | "warn" | "reject";

export interface Guard {
  readonly check: SignalCheck;
  readonly findings: Findings;
}

/** The scope of what the library itself records: the application's own calls. */
const ownScope = "telltale";
const maxKeys = 2000;
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
  /** The declared names of each kind, with the attributes that were right on them last. */
  readonly forms: Readonly<Record<"span" | "event" | "log", ReadonlyMap<string, KnownForm>>>;
}

/** A guard by `catalog`. Nothing of it throws. */
export function createGuard(
  catalog: Catalog,
  mode: Exclude<GuardMode, "off">,
  findings: Findings = createFindings(mode !== "count"),
): Guard {
  const all = catalog.attributes.map((declared) => [declared.name, compileAttribute(declared)] as const);
  const names = compileNames(catalog);
  const guard: GuardState = {
    names,
    rules: new Map(all.filter(([, rule]) => !isTemplate(rule))),
    templates: all.filter(([, rule]) => isTemplate(rule)).map(([name, rule]) => [`${name}.`, rule]),
    unknown: new Map(),
    findings,
    rejects: mode === "reject",
    contexts: new WeakSet(),
    forms: {
      span: formsOf("span", names.requiredOnSpans),
      event: formsOf("event", names.requiredOnEvents),
      log: formsOf("log", names.requiredOnLogs),
    },
  };
  const check: SignalCheck = {
    changes: guard.rejects,
    spans(scope) {
      const isOwn = scope === ownScope;
      return (span) => {
        try {
          checkSpan(guard, span, isOwn);
        } catch (error) {
          report("catalog_guard_failed", error);
        }
      };
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

function formsOf(
  kind: GuardKind,
  required: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, KnownForm> {
  return new Map([...required].map(([name, keys]) => [name, createForm({ kind, name, required: keys })]));
}

function checkSpan(guard: GuardState, span: RecordedSpan, isOwn: boolean): void {
  const { name, own, context, events } = span;
  if (context !== undefined) checkContext(guard, context);
  if (events !== undefined) for (const { attributes } of events) checkList(guard, attributes, 0);
  const form = isOwn ? guard.forms.span.get(name) : undefined;
  if (form !== undefined) {
    checkForm(guard, form, own, context);
    return;
  }
  checkList(guard, own, 0);
  if (!isOwn || span.kind !== internal || isLibrarySpan(name)) return;
  if (!has(own, "code.function.name")) checkName(guard, "span", name);
}

function checkRecord(guard: GuardState, record: CheckedRecord, scope: string): void {
  const { attributes, facts, context, eventName, body } = record;
  if (context !== undefined) checkContext(guard, context);
  const form = facts === 0 && scope === ownScope ? formOf(guard, eventName, body) : undefined;
  if (form !== undefined) {
    checkForm(guard, form, attributes, context);
    return;
  }
  checkList(guard, attributes, facts);
  if (facts > 0) {
    checkBusiness(guard.names, guard.findings, String(eventName), attributes, facts);
    return;
  }
  if (typeof eventName === "string" && eventName !== "") {
    if (eventName === "exception") checkName(guard, "error", valueIn(attributes, "exception.type"));
    else if (scope === ownScope) checkName(guard, "event", eventName);
  } else if (scope === ownScope && typeof body === "string") checkName(guard, "log", body);
}

function formOf({ forms }: GuardState, eventName: unknown, body: unknown): KnownForm | undefined {
  if (typeof eventName === "string" && eventName !== "") return forms.event.get(eventName);
  return typeof body === "string" ? forms.log.get(body) : undefined;
}

/** Checks what a declared span, event or log record carries. What comes as it came last time is looked through in place. */
function checkForm(
  guard: GuardState,
  form: KnownForm,
  own: AttributeList,
  context: ContextAttributes | undefined,
): void {
  if (isInForm(form, own)) return;
  checkList(guard, own, 0);
  checkRequired(guard, form, own, context);
  learnForm(form, own, (key) => guard.rules.get(key));
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
    if (unknown.size < maxKeys) unknown.set(key, isFine);
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
