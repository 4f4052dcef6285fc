// Rules about the values of an attribute: type, members, cardinality, sensitive values.
import { classSizes } from "../cardinality-class.ts";
import type { Attribute, Member } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import type { AttributeFact, ObservedType } from "./facts.ts";
import type { Draft } from "./live-finding.ts";
import { sensitiveKind } from "./sensitive-value.ts";

/** Values of one attribute that are reported at most. */
const mostValues = 20;

/** Returns what is wrong with the values of `fact`, which `attribute` declares. */
export function judgeValues(fact: AttributeFact, attribute: Attribute | undefined): Draft[] {
  const drafts: Draft[] = [];
  if (attribute !== undefined) {
    judgeType(fact, attribute, drafts);
    if (attribute.members !== undefined) judgeMembers(fact, attribute, attribute.members, drafts);
    judgeCardinality(fact, attribute, drafts);
  }
  judgeSensitivity(fact, attribute, drafts);
  return drafts;
}

/** The type of a value, of an attribute or of a template. */
function valueType({ type }: Attribute): string {
  return type.startsWith("template[") ? type.slice("template[".length, -1) : type;
}

/** As Weaver: an integer is also a double, and `any` is everything. */
function fits(observed: ObservedType, expected: string): boolean {
  return (
    observed === expected ||
    expected === "any" ||
    (observed === "int" && expected === "double") ||
    (observed === "int[]" && expected === "double[]")
  );
}

function judgeType(fact: AttributeFact, attribute: Attribute, drafts: Draft[]): void {
  const { key } = fact;
  const expected = valueType(attribute);
  for (const type of fact.types) {
    const isMember = type === "string" || type === "int";
    if (attribute.members === undefined ? fits(type, expected) : isMember) continue;
    const declared = attribute.members === undefined;
    drafts.push({
      id: "type_mismatch",
      message: declared
        ? `Attribute '${key}' has type '${type}'. Type should be '${expected}'.`
        : `Enum attribute '${key}' has type '${type}'. Enum value type should be 'string' or 'int'.`,
      fix: `Emit \`${key}\` as ${expected}, or change its type in the catalog.`,
      path: declarationPath("attributes", attribute.name, "type"),
      attribute: key,
      same: `${key}\0${type}`,
      sampleType: "attribute",
      context: { attribute_key: key, attribute_type: type, ...(declared ? { expected } : {}) },
      count: fact.typeCounts?.get(type),
    });
  }
}

const membersOf = new WeakMap<readonly Member[], ReadonlySet<string>>();

function memberValues(members: readonly Member[]): ReadonlySet<string> {
  let values = membersOf.get(members);
  if (values === undefined) {
    values = new Set(members.map(({ value }) => String(value)));
    membersOf.set(members, values);
  }
  return values;
}

/** Records that have one of the values: known where it is the only one. `undefined`: those that have the attribute. */
function countOfValue({ distinct }: AttributeFact): null | undefined {
  return distinct === 1 ? undefined : null;
}

function judgeMembers(
  fact: AttributeFact,
  attribute: Attribute,
  members: readonly Member[],
  drafts: Draft[],
): void {
  const { key } = fact;
  const known = memberValues(members);
  // as of `error.type`: every other value is one that the library documents
  if (known.size === 1 && known.has("_OTHER")) return;
  const path = declarationPath("attributes", attribute.name, "type");
  for (const value of (fact.values ?? []).filter((one) => !known.has(String(one))).slice(0, mostValues)) {
    const about = {
      path,
      attribute: key,
      same: `${key}\0${value}`,
      sampleType: "attribute",
      context: { attribute_key: key, attribute_value: value },
      count: countOfValue(fact),
    } as const;
    drafts.push({
      ...about,
      id: "undefined_enum_variant",
      message: `Enum attribute '${key}' has value '${value}' which is not documented.`,
      fix: `Add \`${value}\` to the values of \`${key}\`, or stop emitting it.`,
    });
    if (fact.newValues?.includes(value) === true)
      drafts.push({
        ...about,
        id: "new_enum_value",
        message: `\`${key}\` has the new value \`${value}\`, which the catalog does not list.`,
        fix: `Add \`${value}\` to the values of \`${key}\`, and to the dashboards and alerts that group by it.`,
      });
  }
}

function judgeCardinality({ key, distinct }: AttributeFact, attribute: Attribute, drafts: Draft[]): void {
  const { cardinality } = attribute;
  const limit = cardinality === undefined ? undefined : classSizes[cardinality];
  if (limit === undefined || distinct === undefined || distinct <= limit) return;
  drafts.push({
    id: "cardinality_exceeded",
    message: `\`${key}\` has about ${distinct} different values. Its class \`${cardinality}\` allows ${limit}.`,
    fix: "Emit a value with fewer variants, such as a category, or declare a higher class.",
    path: declarationPath("attributes", attribute.name, "cardinality"),
    attribute: key,
    same: key,
    sampleType: "attribute",
    context: { attribute_key: key, attribute_value: distinct, expected: limit },
  });
}

/** Classes in which personal data is expected. */
const personal: ReadonlySet<string | undefined> = new Set(["personal", "secret"]);

function judgeSensitivity(fact: AttributeFact, attribute: Attribute | undefined, drafts: Draft[]): void {
  const { key, values = [] } = fact;
  const declared = attribute?.sensitivity;
  if (declared === "secret") {
    if (fact.count !== 0) drafts.push(sensitive(key, "a secret, which must never be emitted", attribute));
    return;
  }
  for (const value of values) {
    const kind = sensitiveKind(value);
    if (kind === undefined) continue;
    const isPersonal = kind === "an email address" || kind === "an IBAN";
    if (isPersonal && (personal.has(declared) || /e?mail|iban/.test(key))) continue;
    const draft = sensitive(key, `a value that looks like ${kind}`, attribute);
    drafts.push({ ...draft, count: countOfValue(fact) });
    return;
  }
}

/** The value itself is not repeated: findings are stored and sent. */
function sensitive(key: string, what: string, attribute: Attribute | undefined): Draft {
  return {
    id: "sensitive_value",
    message: `\`${key}\` has ${what}.`,
    fix: "Stop emitting it, or redact it. If people may see it, declare its `sensitivity`.",
    path: attribute === undefined ? undefined : declarationPath("attributes", attribute.name, "sensitivity"),
    attribute: key,
    same: key,
    sampleType: "attribute",
    context: { attribute_key: key },
  };
}
