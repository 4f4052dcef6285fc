// What the guard has found: counted by rule and name, bounded, and sent as the metric `telltale.catalog.findings`.
import { diag } from "../engine/api/diag.ts";
import { redactText } from "../engine/redaction/redaction.ts";
import { counter } from "../own-calls.ts";

/** What is wrong. The ids are those of OpenTelemetry Weaver's live check where it has one. */
export type GuardRule =
  | "missing_attribute"
  | "undeclared_name"
  | "type_mismatch"
  | "undefined_enum_variant"
  | "cardinality"
  | "sensitive"
  | "deprecated"
  | "required_attribute_not_present";

/** What has the name: an attribute, or a signal. */
export type GuardKind =
  | "attribute"
  | "span"
  | "metric"
  | "log"
  | "event"
  | "error"
  | "transaction"
  | "journey"
  | "workflow";

interface Finding {
  readonly rule: GuardRule;
  readonly kind: GuardKind;
  readonly name: string;
  count: number;
}

export interface Findings {
  /** Counts one finding. `fix` is asked for where it is printed. */
  add(rule: GuardRule, kind: GuardKind, name: string, fix: () => string): void;
  all(): readonly Readonly<Finding>[];
  /** Begins the metric; the returned function ends it. */
  observe(): () => void;
}

const maxNames = 200;
const longestName = 100;

/** Counts findings; with `warns` each is printed through OpenTelemetry's `diag` when it is found first. */
export function createFindings(warns: boolean): Findings {
  // by rule and kind, then by name: a finding that is known costs two look-ups
  const byRule = new Map<string, Map<string, Finding>>();
  const all: Finding[] = [];

  function find(rule: GuardRule, kind: GuardKind, name: string): [finding: Finding, isNew: boolean] {
    const group = `${rule} ${kind}`;
    let names = byRule.get(group);
    if (names === undefined) byRule.set(group, (names = new Map()));
    const known = names.get(name);
    if (known !== undefined) return [known, false];
    const isFull = all.length >= maxNames;
    const kept = isFull ? "other" : name;
    let finding = names.get(kept);
    if (finding !== undefined) return [finding, false];
    finding = { rule, kind, name: kept.slice(0, longestName), count: 0 };
    names.set(kept, finding);
    all.push(finding);
    return [finding, !isFull];
  }

  return {
    add(rule, kind, name, fix) {
      const [finding, isNew] = find(rule, kind, name);
      finding.count += 1;
      if (isNew && warns) warn(`telltale: catalog: ${rule}: ${kind} \`${finding.name}\`: ${fix()}`);
    },
    all: () => all,
    observe() {
      const observation = counter(
        "telltale.catalog.findings",
        { unit: "{finding}", description: "What the catalog's guard has found." },
        () => all.map(toPoint),
      );
      return () => observation.stop();
    },
  };
}

function toPoint({ rule, kind, name, count }: Finding): {
  readonly value: number;
  readonly attributes: object;
} {
  const attributes = {
    "telltale.catalog.rule": rule,
    "telltale.catalog.kind": kind,
    "telltale.catalog.name": name,
  };
  return { value: count, attributes };
}

function warn(message: string): void {
  try {
    diag.warn(redactText(message));
  } catch {
    // a logger that throws belongs to the application
  }
}
