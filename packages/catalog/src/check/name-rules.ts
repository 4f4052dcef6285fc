// Names, as OpenTelemetry writes them: https://opentelemetry.io/docs/specs/semconv/general/naming/
import { declarationPath } from "../finding.ts";
import { normalName } from "../sensitive-name.ts";
import type { Facts, Report, Rule } from "./rule.ts";

const form = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[a-z0-9]+(?:_[a-z0-9]+)*)*$/;
/** Kinds whose names are identifiers; the names of spans, logs, transactions and the like are text. */
const identifiers = ["attributes", "metrics", "events", "entities"] as const;
const nounOf = { attributes: "attribute", metrics: "metric", events: "event", entities: "entity" } as const;

/** The nearest name of the right form: `orderId` becomes `order_id`. */
function wellFormedName(name: string): string {
  const parts = name.split(/[./:]+/).map((part) => normalName(part).replaceAll(/^_+|_+$/g, ""));
  const joined = parts.filter((part) => part !== "").join(".");
  return /^[a-z]/.test(joined) ? joined : `x${joined === "" ? "" : `_${joined}`}`;
}

const nameForm: Rule = {
  id: "name-form",
  level: "violation",
  summary: "Names of attributes, metrics, events and entities are lowercase, dotted snake_case.",
  check({ own }, report) {
    for (const kind of identifiers)
      for (const { name } of own[kind])
        if (!form.test(name))
          report(
            declarationPath(kind, name),
            `The ${nounOf[kind]} name \`${name}\` is not lowercase, dotted snake_case.`,
            `Rename it to \`${wellFormedName(name)}\`.`,
          );
  },
};

const nameNamespace: Rule = {
  id: "name-namespace",
  level: "improvement",
  summary: "Attributes, metrics and events have a namespace.",
  check({ own, catalog, convention }, report) {
    for (const kind of ["attributes", "metrics", "events"] as const)
      for (const { name } of own[kind])
        if (!name.includes(".") && convention(kind, name) === undefined)
          report(
            declarationPath(kind, name),
            `The ${nounOf[kind]} \`${name}\` has no namespace, so that it can clash with names of other libraries.`,
            `Put it into a namespace, for example \`${wellFormedName(catalog.name)}.${wellFormedName(name)}\`.`,
          );
  },
};

const reserved: Readonly<Record<string, string>> = {
  otel: "OpenTelemetry itself",
  telltale: "the Telltale library",
};

const nameReserved: Rule = {
  id: "name-reserved",
  level: "violation",
  summary: "No name is in the namespaces `otel.` and `telltale.`.",
  check({ own, catalog }, report) {
    for (const kind of identifiers)
      for (const { name } of own[kind]) {
        const [namespace = ""] = name.split(".");
        if (Object.hasOwn(reserved, namespace))
          report(
            declarationPath(kind, name),
            `The namespace \`${namespace}.\` of \`${name}\` is reserved for ${reserved[namespace]}.`,
            `Use a namespace of your own, for example \`${wellFormedName(catalog.name)}${name.slice(namespace.length)}\`.`,
          );
      }
  },
};

/** Namespaces in which applications are meant to have names, too. */
const shared = new Set(["app", "error", "user", "session", "test", "feature_flag"]);

const extendsConvention: Rule = {
  id: "extends-convention-namespace",
  level: "improvement",
  summary: "Names do not extend the namespaces of the semantic conventions.",
  check({ own, catalog, conventions, convention }, report) {
    for (const kind of ["attributes", "metrics"] as const) {
      const namespaces = new Set(
        conventions[kind]
          .filter(({ deprecated, name }) => deprecated === undefined && name.includes("."))
          .map(({ name }) => name.split(".", 1)[0]!),
      );
      for (const { name } of own[kind]) {
        const [namespace = ""] = name.split(".");
        if (!name.includes(".") || shared.has(namespace) || !namespaces.has(namespace)) continue;
        if (convention(kind, name) !== undefined) continue;
        report(
          declarationPath(kind, name),
          `\`${name}\` extends \`${namespace}.\`, a namespace of the semantic conventions, which may use the name for something else.`,
          `Use a namespace of your own, for example \`${wellFormedName(catalog.name)}.${name}\`.`,
        );
      }
    }
  },
};

const namespaceClash: Rule = {
  id: "namespace-clash",
  level: "violation",
  summary: "No attribute has the name of a namespace.",
  check({ own, catalog, conventions, convention }, report) {
    const namespaces = new Map<string, string>();
    const isTemplate = (name: string): boolean =>
      catalog.attributes.some((one) => one.name === name && one.type.startsWith("template["));
    for (const { name } of [...conventions.attributes, ...catalog.attributes])
      for (let end = name.indexOf("."); end > 0; end = name.indexOf(".", end + 1))
        if (!namespaces.has(name.slice(0, end))) namespaces.set(name.slice(0, end), name);
    for (const { name } of own.attributes) {
      const inside = namespaces.get(name);
      if (inside === undefined || isTemplate(name) || convention("attributes", name) !== undefined) continue;
      report(
        declarationPath("attributes", name),
        `The attribute \`${name}\` is also the namespace of \`${inside}\`; stores that nest attributes cannot keep both.`,
        `Rename it, for example to \`${name}.name\`.`,
      );
    }
  },
};

const confusable: Rule = {
  id: "name-confusable",
  level: "improvement",
  summary: "No two names of one kind differ only in case or separators.",
  check({ own }, report) {
    for (const kind of [...identifiers, "spans", "transactions", "journeys", "workflows"] as const) {
      const seen = new Map<string, string>();
      for (const { name } of own[kind]) {
        const normal = normalName(name).replaceAll("_", "");
        const other = seen.get(normal);
        if (other !== undefined)
          report(
            declarationPath(kind, name),
            `\`${name}\` differs from \`${other}\` only in case or separators.`,
            `Keep one of the two, and deprecate the other with \`renamedTo\`.`,
          );
        seen.set(normal, name);
      }
    }
  },
};

const spanNameValues: Rule = {
  id: "span-name-values",
  level: "violation",
  summary: "Names of spans, events and transactions contain no values.",
  check({ own }, report) {
    for (const kind of ["spans", "events", "transactions", "journeys", "workflows"] as const)
      for (const { name } of own[kind]) {
        const value = /\$\{[^}]*\}|%[sdo]\b|\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}-/i.exec(name)?.[0];
        if (value !== undefined)
          report(
            declarationPath(kind, name),
            `The name \`${name}\` contains a value (\`${value}\`), so that each value makes a name of its own.`,
            "Name what happens, and record the value in an attribute.",
          );
      }
  },
};

const meaningless = new Set([
  "data",
  "temp",
  "tmp",
  "test",
  "foo",
  "bar",
  "value",
  "thing",
  "stuff",
  "misc",
  "span",
  "function",
  "handler",
]);

const meaninglessName: Rule = {
  id: "name-meaningless",
  level: "improvement",
  summary: "Names say what they name.",
  check(facts: Facts, report: Report) {
    for (const kind of ["attributes", "spans", "metrics", "events", "transactions"] as const)
      for (const { name } of facts.own[kind])
        if (meaningless.has(name.toLowerCase()))
          report(
            declarationPath(kind, name),
            `The name \`${name}\` does not say what it is.`,
            "Name the operation or the value, for example `charge card` or `order.size`.",
          );
  },
};

export const nameRules: readonly Rule[] = [
  nameForm,
  nameNamespace,
  nameReserved,
  extendsConvention,
  namespaceClash,
  confusable,
  spanNameValues,
  meaninglessName,
];
