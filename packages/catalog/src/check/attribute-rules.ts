// Attributes: sensitivity, examples, members, and what the semantic conventions say of the same key.
import { isPersonal, secretKind } from "../attribute-key.ts";
import type { Attribute } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import { normalName } from "../sensitive-name.ts";
import { carriers, type Rule } from "./rule.ts";

const secretUndeclared: Rule = {
  id: "attribute-secret-name",
  level: "violation",
  summary: "Attributes that are secrets by their name are declared `secret`.",
  check({ own }, report) {
    for (const attribute of own.attributes) {
      const { name, sensitivity } = attribute;
      const kind = secretKind(name, attribute);
      if (kind === undefined || sensitivity !== undefined) continue;
      report(
        declarationPath("attributes", name),
        `\`${name}\` is a secret by its name (${kind}).`,
        'Do not record it. Declare `sensitivity: "secret"` so that the guard drops it, or `"internal"` if it is not a secret.',
      );
    }
  },
};

const secretUsed: Rule = {
  id: "attribute-secret-used",
  level: "violation",
  summary: "No signal carries a secret attribute.",
  check({ own, attribute }, report) {
    // those of metrics have a rule of their own
    for (const kind of carriers.filter((one) => one !== "metrics"))
      for (const { name, attributes } of own[kind])
        for (const { key } of attributes)
          if (attribute(key)?.sensitivity === "secret")
            report(
              declarationPath(kind, name, "attributes"),
              `\`${name}\` carries \`${key}\`, which is secret.`,
              `Remove \`${key}\`; secrets must never be emitted.`,
            );
  },
};

const personalUndeclared: Rule = {
  id: "attribute-personal-name",
  level: "improvement",
  summary: "Attributes that are personal data by their name have a sensitivity.",
  check({ own, convention }, report) {
    for (const { name, sensitivity } of own.attributes)
      if (sensitivity === undefined && isPersonal(name) && convention("attributes", name) === undefined)
        report(
          declarationPath("attributes", name),
          `\`${name}\` looks like personal data.`,
          'Declare `sensitivity: "personal"`, or `"internal"` if it is not personal data.',
        );
  },
};

const exampleType: Rule = {
  id: "attribute-example",
  level: "violation",
  summary: "Examples have the type of their attribute and are among its members.",
  check({ own }, report) {
    for (const attribute of own.attributes)
      for (const [index, example] of (attribute.examples ?? []).entries()) {
        const path = declarationPath("attributes", attribute.name, "examples", index);
        const shown = `The example \`${JSON.stringify(example)}\` of \`${attribute.name}\``;
        if (!hasType(example, attribute.type))
          report(
            path,
            `${shown} is not of the type \`${attribute.type}\`.`,
            "Write an example of the type, or correct the type.",
          );
        else if (
          attribute.members !== undefined &&
          attribute.open !== true &&
          !attribute.members.some(({ value }) => value === example)
        )
          report(path, `${shown} is not one of its values.`, "Use one of the values, or add it to `type`.");
      }
  },
};

/** Whether `value` is an example of `type`; of a list, one element is enough, and of a template, a value of one key. */
export function hasType(value: unknown, type: string): boolean {
  const inner = /^template\[(.+)\]$/.exec(type)?.[1] ?? type;
  if (inner === "any") return true;
  if (inner.endsWith("[]")) {
    const element = inner.slice(0, -2);
    return Array.isArray(value) ? value.every((one) => hasType(one, element)) : hasType(value, element);
  }
  if (inner === "int") return Number.isInteger(value);
  return typeof value === (inner === "double" ? "number" : inner);
}

const memberConfusable: Rule = {
  id: "attribute-member-confusable",
  level: "violation",
  summary: "Values of an enumeration differ in more than case and separators; their ids differ.",
  check({ own }, report) {
    for (const { name, members = [] } of own.attributes) {
      const seen = new Map<string, string>();
      for (const [index, { value, id }] of members.entries())
        for (const text of new Set([`value ${normalName(String(value))}`, `id ${id}`])) {
          const other = seen.get(text);
          if (other !== undefined && (text.startsWith("id") || typeof value === "string"))
            report(
              declarationPath("attributes", name, "type", index),
              `The value \`${value}\` of \`${name}\` and \`${other}\` differ only in case or separators, or have the same id.`,
              "Keep one of the two, or give them ids of their own.",
            );
          else seen.set(text, String(value));
        }
    }
  },
};

const unitWithoutNumber: Rule = {
  id: "attribute-unit",
  level: "improvement",
  summary: "Only numbers have a unit.",
  check({ own }, report) {
    for (const { name, unit, type } of own.attributes)
      if (unit !== undefined && !/int|double|any/.test(type))
        report(
          declarationPath("attributes", name, "unit"),
          `\`${name}\` has the unit \`${unit}\` and the type \`${type}\`.`,
          "Declare `int` or `double`, or remove the unit.",
        );
  },
};

const templateInSingular = (type: string): string => type.replace(/^template\[(.+)\]$/, "$1");

const conventionType: Rule = {
  id: "convention-attribute",
  level: "violation",
  summary: "An attribute of the semantic conventions has their type and values.",
  check({ own, convention }, report) {
    for (const attribute of own.attributes) {
      const theirs = convention("attributes", attribute.name);
      if (theirs === undefined) continue;
      const path = declarationPath("attributes", attribute.name, "type");
      if (templateInSingular(attribute.type) !== templateInSingular(theirs.type)) {
        report(
          path,
          `\`${attribute.name}\` is \`${theirs.type}\` in the semantic conventions, here \`${attribute.type}\`.`,
          `Declare \`${theirs.type}\`, or use a name of your own.`,
        );
      } else checkMembers(attribute, theirs, (message, fix) => report(path, message, fix));
    }
  },
};

function checkMembers(
  mine: Attribute,
  theirs: Attribute,
  report: (message: string, fix: string) => void,
): void {
  if (theirs.members === undefined || mine.members === undefined) return;
  const known = new Set(theirs.members.map(({ value }) => value));
  const others = mine.members.filter(({ value }) => !known.has(value)).map(({ value }) => `\`${value}\``);
  if (others.length > 0 && theirs.open !== true)
    report(
      `\`${mine.name}\` has values that the semantic conventions do not have: ${others.join(", ")}.`,
      `Use ${[...known].map((value) => `\`${value}\``).join(", ")}.`,
    );
}

const conventionMetric: Rule = {
  id: "convention-metric",
  level: "violation",
  summary: "A metric of the semantic conventions has their unit and instrument.",
  check({ own, convention }, report) {
    for (const { name, unit, instrument } of own.metrics) {
      const theirs = convention("metrics", name);
      if (theirs === undefined) continue;
      if (theirs.unit !== unit)
        report(
          declarationPath("metrics", name, "unit"),
          `\`${name}\` has the unit \`${theirs.unit}\` in the semantic conventions, here \`${unit}\`.`,
          `Declare \`unit: "${theirs.unit}"\`, or use a name of your own.`,
        );
      if (theirs.instrument !== instrument)
        report(
          declarationPath("metrics", name, "kind"),
          `\`${name}\` is a ${theirs.instrument} in the semantic conventions, here a ${instrument}.`,
          `Declare a ${theirs.instrument}, or use a name of your own.`,
        );
    }
  },
};

export const attributeRules: readonly Rule[] = [
  secretUndeclared,
  secretUsed,
  personalUndeclared,
  exampleType,
  memberConfusable,
  unitWithoutNumber,
  conventionType,
  conventionMetric,
];
