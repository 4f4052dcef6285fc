// Where code or telemetry differs from what is declared: types, values, units, instruments, steps.
import {
  type Attribute,
  declarationPath,
  type Finding,
  type Journey,
  type Metric,
  type Transaction,
  type Workflow,
} from "catalog";
import type { CatalogObservedResult } from "contract";
import type { CoverageInput } from "./coverage-rows.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type CodeThing, metricsOf } from "./inventory.ts";
import type { CodeAttribute } from "./use.ts";
import type { CodeType } from "./value-types.ts";

/** All differences. */
export function findDrift(input: CoverageInput): readonly Finding[] {
  const { catalog, inventory, observed } = input;
  return [
    ...catalog.attributes.flatMap((attribute) => [
      ...attributeInCode(attribute, inventory.attributes.get(attribute.name) ?? []),
      ...(observed === undefined ? [] : attributeSeen(attribute, observed)),
    ]),
    ...catalog.metrics.flatMap((metric) => [
      ...metricInCode(metric, inventory.things.metrics.get(metric.name)),
      ...(observed === undefined ? [] : metricSeen(metric, observed)),
    ]),
    ...catalog.journeys.flatMap((journey) =>
      stepsInCode("journeys", journey, journey.steps, inventory.things.journeys.get(journey.name)),
    ),
    ...catalog.workflows.flatMap((workflow) =>
      stepsInCode("workflows", workflow, workflow.states, inventory.things.workflows.get(workflow.name)),
    ),
    ...catalog.transactions.flatMap((one) =>
      transactionInCode(one, inventory.things.transactions.get(one.name)),
    ),
  ];
}

/** Whether a value of the code's type is one of the declared type. */
function isCompatible(found: CodeType, declared: string): boolean {
  if (declared === "any" || declared === "template[any]") return true;
  const type = declared.startsWith("template[") ? declared.slice("template[".length, -1) : declared;
  if (found === type) return true;
  const [inner, outer] = [found.replace("[]", ""), type.replace("[]", "")];
  if (found.endsWith("[]") !== type.endsWith("[]")) return false;
  return (
    (inner === "number" && (outer === "int" || outer === "double")) || (inner === "int" && outer === "double")
  );
}

function attributeInCode(attribute: Attribute, uses: readonly CodeAttribute[]): readonly Finding[] {
  return uses.flatMap(({ key, value, location }): readonly Finding[] => {
    if (value === undefined) return [];
    if (!isCompatible(value.type, attribute.type))
      return [
        {
          id: "type-drift",
          level: "violation",
          message: `\`${key}\` is set to a value of type \`${value.type}\`: the catalog declares \`${attribute.type}\`.`,
          fix: `Set a value of type \`${attribute.type}\`, or change \`${declarationPath("attributes", key, "type")}\` in the catalog.`,
          location,
        },
      ];
    const members = attribute.members?.map((member) => member.value);
    const unknown = (value.values ?? []).filter((one) => members !== undefined && !members.includes(one));
    if (attribute.open === true || members === undefined) return [];
    return unknown.map((one) => ({
      id: "unknown-value",
      level: "violation",
      message: `\`${key}\` is set to ${JSON.stringify(one)}, which is not one of its declared values.${didYouMean(String(one), members.map(String))}`,
      fix: `Add ${JSON.stringify(one)} to \`${declarationPath("attributes", key, "type")}\` in the catalog, or set one of ${members.map((member) => JSON.stringify(member)).join(", ")}.`,
      location,
    }));
  });
}

function attributeSeen(attribute: Attribute, { attributes }: CatalogObservedResult): readonly Finding[] {
  const seen = attributes.find(({ key }) => key === attribute.name);
  if (seen === undefined) return [];
  const path = declarationPath("attributes", attribute.name, "type");
  const from = seen.services.length === 0 ? "" : ` from ${seen.services.join(", ")}`;
  const types = seen.types.filter((type) => !isCompatible(type as CodeType, attribute.type));
  const findings: Finding[] = types.map((type) => ({
    id: "type-drift",
    level: "violation",
    message: `\`${attribute.name}\` arrives${from} with values of type \`${type}\`: the catalog declares \`${attribute.type}\`.`,
    fix: "Change the code that sets it, or the declared type.",
    path,
  }));
  const { members } = attribute;
  if (members === undefined || attribute.open === true || !seen.complete) return findings;
  const unknown = seen.values.filter((value) => !members.some((member) => String(member.value) === value));
  return [
    ...findings,
    ...unknown.map((value): Finding => ({
      id: "unknown-value",
      level: "violation",
      message: `\`${attribute.name}\` arrives${from} with the value ${JSON.stringify(value)}, which is not declared.`,
      fix: "Add the value to the declared ones, or change the code that sets it.",
      path,
    })),
  ];
}

function metricInCode(metric: Metric, thing: CodeThing | undefined): readonly Finding[] {
  if (thing === undefined) return [];
  const made = metricsOf(thing).flatMap(({ kind, unit = metric.unit, location }): readonly Finding[] => {
    const findings: Finding[] = [];
    const isSame = kind === metric.kind || (instrumentOf(kind) === metric.instrument && unit === metric.unit);
    if (!isSame)
      findings.push({
        id: "instrument-drift",
        level: "violation",
        message: `The metric \`${metric.name}\` is made as a ${kind}: the catalog declares a ${metric.kind}.`,
        fix: `Make it with \`${metric.kind}()\`, or change \`${declarationPath("metrics", metric.name, "kind")}\` in the catalog.`,
        location,
      });
    if (unit !== metric.unit)
      findings.push({
        id: "unit-drift",
        level: "violation",
        message: `The metric \`${metric.name}\` has ${unit === "" ? "no unit" : `the unit \`${unit}\``} in the code: the catalog declares \`${metric.unit}\`.`,
        fix: `Pass \`unit: "${metric.unit}"\`, or change \`${declarationPath("metrics", metric.name, "unit")}\` in the catalog.`,
        location,
      });
    return findings;
  });
  const listed = new Set(metric.attributes.map(({ key }) => key));
  const extra = [...thing.attributes].filter(([key]) => !listed.has(key));
  return [
    ...made,
    ...extra.map(([key, [first]]): Finding => ({
      id: "unlisted-attribute",
      level: "violation",
      message: `A measurement of \`${metric.name}\` has the attribute \`${key}\`, which the metric does not declare.${didYouMean(key, [...listed])}`,
      fix: `Add it to \`${declarationPath("metrics", metric.name, "attributes")}\` in the catalog, or leave it out: each value of it is a series of its own.`,
      location: first!.location,
    })),
  ];
}

const instrumentOf = (kind: string): string =>
  kind === "timer" ? "histogram" : kind === "upDownCounter" ? "updowncounter" : kind;

function metricSeen(metric: Metric, { metrics }: CatalogObservedResult): readonly Finding[] {
  return metrics
    .filter(({ name }) => name === metric.name)
    .flatMap(({ instrument, unit, services }): readonly Finding[] => {
      const from = services.length === 0 ? "" : ` from ${services.join(", ")}`;
      const path = (key: string): string => declarationPath("metrics", metric.name, key);
      const findings: Finding[] = [];
      if (unit !== metric.unit)
        findings.push({
          id: "unit-drift",
          level: "violation",
          message: `\`${metric.name}\` arrives${from} ${unit === "" ? "without a unit" : `with the unit \`${unit}\``}: the catalog declares \`${metric.unit}\`.`,
          fix: "Change the code that makes it, or the declared unit.",
          path: path("unit"),
        });
      if (instrument !== metric.instrument)
        findings.push({
          id: "instrument-drift",
          level: "violation",
          message: `\`${metric.name}\` arrives${from} as a ${instrument}: the catalog declares a ${metric.instrument}.`,
          fix: "Change the code that makes it, or the declared kind.",
          path: path("kind"),
        });
      return findings;
    });
}

function stepsInCode(
  kind: "journeys" | "workflows" | "transactions",
  { name }: Journey | Workflow | Transaction,
  declared: readonly string[],
  thing: CodeThing | undefined,
): readonly Finding[] {
  if (thing === undefined) return [];
  const noun = kind === "workflows" ? "state" : "step";
  const path = declarationPath(kind, name, kind === "workflows" ? "states" : "steps");
  const taken = thing.steps.filter((step) => !declared.includes(step.name));
  const lists = thing.uses.filter(
    (use) => use.declared !== undefined && use.declared.join("\n") !== declared.join("\n"),
  );
  return [
    ...taken.map((step): Finding => ({
      id: `unknown-${noun}`,
      level: "violation",
      message: `\`${name}\` has no ${noun} \`${step.name}\` in the catalog.${didYouMean(step.name, declared)}`,
      fix: `Add it to \`${path}\`, or use one of ${declared.map((one) => `\`${one}\``).join(", ")}.`,
      location: step.location,
    })),
    ...lists.map((use): Finding => ({
      id: `${noun}-drift`,
      level: "violation",
      message: `\`${name}\` has the ${noun}s ${use.declared!.join(", ")} in the code: the catalog declares ${declared.join(", ")}.`,
      fix: `Make the list in the code and \`${path}\` the same.`,
      location: use.location,
    })),
  ];
}

function transactionInCode(transaction: Transaction, thing: CodeThing | undefined): readonly Finding[] {
  const steps =
    transaction.steps.length === 0 ? [] : stepsInCode("transactions", transaction, transaction.steps, thing);
  const others = (thing?.uses ?? []).filter(
    ({ currency }) =>
      currency !== undefined && transaction.currency !== undefined && currency !== transaction.currency,
  );
  return [
    ...steps,
    ...others.map(({ currency, location }): Finding => ({
      id: "unit-drift",
      level: "violation",
      message: `The transaction \`${transaction.name}\` has the currency ${currency} in the code: the catalog declares ${transaction.currency}.`,
      fix: `Pass \`currency: "${transaction.currency}"\`, or change \`${declarationPath("transactions", transaction.name, "currency")}\` in the catalog.`,
      location,
    })),
  ];
}
