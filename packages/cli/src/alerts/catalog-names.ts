// Names in rules that a catalog does not know: a rule on a misspelled type is quiet for ever.
import { membersOf, type Condition, type Problem, type RuleFile, type Source } from "alerts";
import type { Catalog, Kind } from "catalog";
import { nearest } from "catalog/nearest";
import { joinPath, show } from "catalog/problem";
import { sourceKinds } from "catalog/source-declaration";
import { isConvention } from "../catalog/conventions.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Every name of things, steps, states and attributes that neither `catalog` nor the semantic conventions declare, with its path. */
export function unknownNames(
  { alerts = [], objectives = [] }: RuleFile,
  catalog: Catalog,
): readonly Problem[] {
  const look = lookIn(catalog);
  return [
    ...alerts.flatMap(({ on, groupBy, when }, index) => {
      const path = joinPath("alerts", index);
      return [
        ...sourceNames(on, joinPath(path, "on"), look),
        ...groupNames(groupBy, sourcesOf(on, when), joinPath(path, "groupBy"), look),
        ...memberNames({ on, when }, joinPath(path, "when"), look),
      ];
    }),
    ...objectives.flatMap(({ on, groupBy }, index) => {
      const path = joinPath("objectives", index);
      return [
        ...sourceNames(on, joinPath(path, "on"), look),
        ...groupNames(groupBy, [on], joinPath(path, "groupBy"), look),
      ];
    }),
  ];
}

/** What a finding has besides attributes. */
const namesOfFindings = ["finding", "operation"];

/** Names that these sources do not have as attributes. Those of SQL are columns of its query. */
function groupNames(
  names: readonly string[] = [],
  sources: readonly Source[],
  path: string,
  look: Look,
): readonly Problem[] {
  if (sources.some((source) => "sql" in source)) return [];
  const known = sources.some((source) => "finding" in source) ? namesOfFindings : [];
  return look.attributes(
    names.filter((name) => !known.includes(name)),
    path,
  );
}

/** A source, and those of members that are grouped with it. */
function sourcesOf(on: Source | undefined, when: Condition): readonly Source[] {
  return [
    ...(on === undefined ? [] : [on]),
    ...membersOf(when).flatMap((member) => sourcesOf(member.on, member.when)),
  ];
}

interface Look {
  readonly thing: (kind: Kind, name: string, path: string) => readonly Problem[];
  readonly attributes: (names: readonly string[], path: string) => readonly Problem[];
  /** Steps or states of the thing of this name. */
  readonly parts: (kind: "journeys" | "workflows", name: string) => readonly string[] | undefined;
  readonly among: (name: string, known: readonly string[], what: string, path: string) => readonly Problem[];
}

function lookIn(catalog: Catalog): Look {
  const namesOf = (kind: Kind): readonly string[] => catalog[kind].map(({ name }) => name);
  const families = catalog.attributes.flatMap(({ name, type }) =>
    type.startsWith("template[") ? [`${name}.`] : [],
  );
  const unknown = (kind: Kind, name: string, path: string): readonly Problem[] => {
    const known = namesOf(kind);
    if (known.includes(name) || isBuiltIn(kind, name)) return [];
    if (kind === "attributes" && families.some((family) => name.startsWith(family))) return [];
    // spans of libraries, such as `POST /checkout`, are in no catalog
    const near = nearest(name, known);
    if (kind === "spans" && near === undefined) return [];
    const message = `${show(name)} is not ${singular[kind] ?? kind} of the catalog \`${catalog.name}\`.`;
    const fix =
      near === undefined ? `Correct the name, or declare it in \`${kind}\`.` : `Did you mean \`${near}\`?`;
    return [{ path, message, fix }];
  };
  return {
    thing: unknown,
    attributes: (names, path) => names.flatMap((name) => unknown("attributes", name, path)),
    parts(kind, name) {
      if (kind === "journeys") return catalog.journeys.find((one) => one.name === name)?.steps;
      return catalog.workflows.find((one) => one.name === name)?.states;
    },
    among(name, known, what, path) {
      if (known.includes(name)) return [];
      const near = nearest(name, known);
      const fix = near === undefined ? `Use one of ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
      return [{ path, message: `${show(name)} is not a ${what}.`, fix }];
    },
  };
}

const singular: Partial<Record<Kind, string>> = {
  metrics: "a metric",
  transactions: "a transaction",
  journeys: "a journey",
  workflows: "a workflow",
  spans: "a span",
  events: "an event",
  attributes: "an attribute",
};

/** What the library and instrumentations record without a declaration. */
function isBuiltIn(kind: Kind, name: string): boolean {
  return name.startsWith("telltale.") || isConvention(kind, name);
}

function sourceNames(source: Source | undefined, path: string, look: Look): readonly Problem[] {
  if (source === undefined) return [];
  const fields = source as Fields;
  const problems: Problem[] = [];
  for (const [field, kind] of Object.entries(sourceKinds)) {
    const name = fields[field];
    if (typeof name !== "string") continue;
    problems.push(...look.thing(kind, name, joinPath(path, field)));
    if (kind !== "journeys" && kind !== "workflows") continue;
    const parts = look.parts(kind, name);
    if (parts === undefined) continue;
    const what = `${kind === "journeys" ? "step of the journey" : "state of the workflow"} ${show(name)}`;
    for (const part of kind === "journeys" ? ["from", "to"] : ["state"]) {
      const value = fields[part];
      if (typeof value === "string") problems.push(...look.among(value, parts, what, joinPath(path, part)));
    }
  }
  for (const key of Object.keys((fields["where"] ?? {}) as Fields))
    problems.push(...groupNames([key], [source], joinPath(joinPath(path, "where"), key), look));
  return problems;
}

interface Watching {
  readonly on?: Source | undefined;
  readonly when: Condition;
}

function memberNames(
  { on: ofWhole, when: condition }: Watching,
  path: string,
  look: Look,
): readonly Problem[] {
  const isList = "all" in condition || "any" in condition;
  const base = joinPath(path, Object.keys(condition)[0]!);
  return membersOf(condition).flatMap(({ on, when, groupBy }, index) => {
    const own = isList ? joinPath(base, index) : base;
    const source = on ?? ofWhole;
    return [
      ...sourceNames(on, joinPath(own, "on"), look),
      ...groupNames(groupBy, sourcesOf(source, when), joinPath(own, "groupBy"), look),
      ...memberNames({ on: source, when }, joinPath(own, "when"), look),
    ];
  });
}
