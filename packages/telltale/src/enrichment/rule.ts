// The form of rules: plain data, which options, JSON and YAML have in common, and what is wrong with it.
import { maxSeverity, severities } from "../engine/api/enums.ts";
import type { EndCondition, SeverityName } from "../conditions/condition.ts";
import { isRecord, refusal, refuseUnknown } from "../conditions/refusal.ts";
import { compileGlobs } from "../conditions/span-fields.ts";
import { askedFields } from "./asked-fields.ts";

/** A value of an attribute, as data has it. */
type PlainValue = string | number | boolean | readonly (string | number | boolean)[];

/** What a rule is for. */
export type RuleSignal = "spans" | "logs";

/** What is done with the spans, or log records, that `when` holds for. Verbs are done in the order they stand here. */
export interface EnrichmentRule {
  /** What it is called in diagnostics. Default: its place. */
  readonly name?: string | undefined;
  /** What it is for. `spans` */
  readonly on?: RuleSignal | readonly RuleSignal[] | undefined;
  /** Which of them. All when left out. Of a log record `name` is its event name, and `error` a severity of ERROR or higher. */
  readonly when?: EndCondition | undefined;
  /** Log records of this severity at least. */
  readonly severity?: SeverityName | number | undefined;
  /** Copies attributes: the new name and the one whose value it gets. What is not there is not copied. */
  readonly copy?: Readonly<Record<string, string>> | undefined;
  /** Renames attributes: the old name and the new one. */
  readonly rename?: Readonly<Record<string, string>> | undefined;
  /** Sets attributes, whatever they were. */
  readonly set?: Readonly<Record<string, PlainValue>> | undefined;
  /** Takes attributes away, by names or globs. */
  readonly remove?: string | readonly string[] | undefined;
  /** Makes JSON texts of maps and mixed lists: of all, or of the attributes these names or globs fit. */
  readonly json?: boolean | string | readonly string[] | undefined;
  /** Puts `{id}` in place of ids in the texts of these attributes, by names or globs. */
  readonly normalize?: string | readonly string[] | undefined;
  /** The same in the name of the span. */
  readonly normalizeName?: boolean | undefined;
  /** The new name of the span; `{{http.route}}` represents an attribute. Without one of them the name stays. */
  readonly spanName?: string | undefined;
  /**
   * Has the span, or the record, not leave. `true`: what is below a span goes to its parent; `subtree`: it goes along. Nothing else
   * is in such a rule.
   */
  readonly drop?: boolean | "subtree" | undefined;
  /**
   * When a span is dropped: at its `start`, by what is known then, or at its `end`, when its trace waits until it has ended here. Default:
   * at the start where `when` asks for nothing but name, kind and parent.
   */
  readonly at?: "start" | "end" | undefined;
}

/** The names of the attributes that the preset `marks` sets; `false` for one that is not set. */
export interface MarkOptions {
  /** On spans that took longer than `slowOverMs`, but for commands that are there to wait (`BLPOP`). `custom.slow_operation` */
  readonly slow?: string | false | undefined;
  /** Milliseconds. 100 */
  readonly slowOverMs?: number | undefined;
  /** On spans whose status is ERROR. `custom.error_processed` */
  readonly error?: string | false | undefined;
  /** On all spans. `custom.processed` */
  readonly processed?: string | false | undefined;
  /** On all spans, a text. `custom.processor.version` */
  readonly version?: string | false | undefined;
  /** That text. Default: the version of this library. */
  readonly versionValue?: string | undefined;
}

/** What is changed, marked and dropped before anything leaves. */
export interface EnrichmentOptions {
  /** Marks spans that are slow, that failed, and all. Done after the rules. */
  readonly marks?: boolean | MarkOptions | undefined;
  /** In their order; each sees what those before it did. */
  readonly rules?: readonly EnrichmentRule[] | undefined;
}

/** A preset, options, or several of them, done in their order. */
export type EnrichmentInput = "marks" | EnrichmentOptions | readonly ("marks" | EnrichmentOptions)[];

const ruleFields = [
  "name",
  "on",
  "when",
  "severity",
  "copy",
  "rename",
  "set",
  "remove",
  "json",
  "normalize",
  "normalizeName",
  "spanName",
  "drop",
  "at",
] as const;
const spanOnly = ["normalizeName", "spanName", "at"] as const;
const changes = [
  "copy",
  "rename",
  "set",
  "remove",
  "json",
  "normalize",
  "normalizeName",
  "spanName",
] as const;

type RuleData = Readonly<Record<string, unknown>>;

/** Checks everything about `rule` but its condition, which is checked when it is compiled. @throws {TelemetryError} `TT_RULE` */
export function checkRule(rule: unknown, path: string): EnrichmentRule {
  if (!isRecord(rule))
    throw refusal(path, rule, 'a rule such as { "when": { "error": true }, "set": { "failed": true } }');
  refuseUnknown(rule, ruleFields, path);
  const { name, severity, drop } = rule;
  if (name !== undefined && typeof name !== "string") throw refusal(`${path}.name`, name, "a text");
  const signals = signalsOf(rule, path);
  if (severity !== undefined && !isSeverity(severity))
    throw refusal(
      `${path}.severity`,
      severity,
      `one of ${Object.keys(severities).join(", ")}, or a number from 1 to ${maxSeverity}`,
    );
  checkChanges(rule, path);
  checkSignals(rule, signals, path);
  if (drop !== undefined && typeof drop !== "boolean" && drop !== "subtree")
    throw refusal(`${path}.drop`, drop, "true, false or subtree");
  checkTime(rule, path);
  checkAction(rule, path);
  return rule as EnrichmentRule;
}

/** Rejects fields that do not apply to the rule's signals. */
function checkSignals(rule: RuleData, signals: readonly RuleSignal[], path: string): void {
  if (signals.includes("logs"))
    for (const field of spanOnly)
      if (rule[field] !== undefined)
        throw refusal(`${path}.${field}`, rule[field], 'nothing beside `on: "logs"`: it is for spans');
  if (signals.includes("spans") && rule["severity"] !== undefined)
    throw refusal(`${path}.severity`, rule["severity"], 'nothing but with `on: "logs"`: spans have none');
}

/** Checks that the rule either drops, by a condition, or changes something. */
function checkAction(rule: RuleData, path: string): void {
  const [change] = changes.filter((field) => rule[field] !== undefined);
  if (!isDropping(rule)) {
    if (change === undefined) throw refusal(path, rule, `something to do: ${changes.join(", ")} or drop`);
    return;
  }
  if (change !== undefined)
    throw refusal(`${path}.${change}`, rule[change], "nothing beside `drop`: what is dropped is not changed");
  if (rule["when"] === undefined && rule["severity"] === undefined)
    throw refusal(
      `${path}.when`,
      undefined,
      "a condition (`name` is what the rule is called), or {} for all",
    );
}

/** What a condition can know when it is asked. */
function checkTime(rule: Readonly<Record<string, unknown>>, path: string): void {
  const { when, at } = rule;
  if (at !== undefined && at !== "start" && at !== "end") throw refusal(`${path}.at`, at, "start or end");
  if (at !== undefined && !isDropping(rule))
    throw refusal(`${path}.at`, at, "nothing without `drop`: changes are made at the end");
  const asked = askedFields(when) ?? [];
  for (const field of ["error", "slowerThanMs"])
    if (at === "start" && asked.includes(field))
      throw refusal(`${path}.at`, at, `end, or nothing: \`${field}\` is not known before`);
  for (const field of ["kind", "parent", "slowerThanMs"])
    if (signalsOf(rule, path).includes("logs") && asked.includes(field))
      throw refusal(`${path}.when`, when, `no \`${field}\` beside \`on: "logs"\`: records have none`);
}

/** Whether `rule` drops. */
export function isDropping({ drop }: { readonly drop?: unknown }): boolean {
  return drop === true || drop === "subtree";
}

/** What a rule is for. @throws {TelemetryError} `TT_RULE` */
export function signalsOf({ on = "spans" }: { readonly on?: unknown }, path: string): readonly RuleSignal[] {
  const list = [on].flat() as unknown[];
  for (const one of list)
    if (one !== "spans" && one !== "logs") throw refusal(`${path}.on`, one, "spans, logs or both");
  if (list.length === 0) throw refusal(`${path}.on`, on, "spans, logs or both");
  return list as RuleSignal[];
}

function checkChanges(rule: RuleData, path: string): void {
  const { json, normalizeName, spanName } = rule;
  checkNames(rule, path);
  checkSet(rule["set"], `${path}.set`);
  for (const field of ["remove", "normalize"] as const)
    if (rule[field] !== undefined) compileGlobs(rule[field], `${path}.${field}`);
  if (json !== undefined && typeof json !== "boolean") compileGlobs(json, `${path}.json`);
  if (normalizeName !== undefined && typeof normalizeName !== "boolean")
    throw refusal(`${path}.normalizeName`, normalizeName, "true or false");
  if (spanName !== undefined && (typeof spanName !== "string" || spanName === ""))
    throw refusal(`${path}.spanName`, spanName, "a name");
}

function checkNames(rule: RuleData, path: string): void {
  for (const field of ["copy", "rename"] as const) {
    const names = rule[field];
    if (names === undefined) continue;
    if (!isRecord(names))
      throw refusal(`${path}.${field}`, names, 'an object of names such as { "tenant": "app.tenant" }');
    for (const [key, name] of Object.entries(names))
      if (key === "" || typeof name !== "string" || name === "")
        throw refusal(`${path}.${field}["${key}"]`, name, "the name of an attribute");
  }
}

function checkSet(set: unknown, path: string): void {
  if (set === undefined) return;
  if (!isRecord(set)) throw refusal(path, set, 'an object such as { "team": "payments" }');
  for (const [key, value] of Object.entries(set))
    if (key === "" || !isPlainValue(value))
      throw refusal(`${path}["${key}"]`, value, "a text, a number, true, false, or a list of them");
}

function isPlainValue(value: unknown): value is PlainValue {
  if (Array.isArray(value)) return value.every((one) => !Array.isArray(one) && isPlainValue(one));
  return (
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}

function isSeverity(value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value) && value >= 1 && value <= maxSeverity;
  return typeof value === "string" && Object.hasOwn(severities, value);
}
