// What uses what: deprecated things and their successors, unused attributes, descriptions and owners.
import type { Kind, Thing, Things } from "../catalog.ts";
import type { AnySourceDeclaration } from "../declaration.ts";
import { declarationPath } from "../finding.ts";
import { alertSourceOf, sourceKinds } from "../source-declaration.ts";
import { carriers, kinds, type Rule } from "./rule.ts";

const singular = (kind: Kind): string => (kind === "entities" ? "entity" : kind.slice(0, -1));

const successor: Rule = {
  id: "deprecated-successor",
  level: "violation",
  summary: "A deprecated thing names a successor that exists and is not deprecated, or says what to do.",
  check({ own, declared, convention }, report) {
    for (const kind of kinds)
      for (const { name, deprecated } of own[kind] as readonly Thing[]) {
        if (deprecated === undefined) continue;
        const path = declarationPath(kind, name, "deprecated");
        const { renamedTo, note } = deprecated;
        if (renamedTo === undefined) {
          if (note === undefined)
            report(
              path,
              `The ${singular(kind)} \`${name}\` is deprecated, but nothing says what to use instead.`,
              "Add `renamedTo` with the successor, or a `note`.",
            );
          continue;
        }
        const next = (declared(kind, renamedTo) ?? convention(kind, renamedTo)) as Thing | undefined;
        if (next === undefined || renamedTo === name)
          report(
            path,
            `The successor \`${renamedTo}\` of \`${name}\` ${next === undefined ? "is not declared" : "is itself"}.`,
            `Declare \`${renamedTo}\` in \`${kind}\`, or correct \`renamedTo\`.`,
          );
        else if (next.deprecated !== undefined)
          report(
            path,
            `The successor \`${renamedTo}\` of \`${name}\` is deprecated, too.`,
            `Name the last successor${next.deprecated.renamedTo === undefined ? "" : `, \`${next.deprecated.renamedTo}\``}.`,
          );
      }
  },
};

const deprecatedUsed: Rule = {
  id: "deprecated-used",
  level: "improvement",
  summary: "Nothing that is not deprecated uses a deprecated attribute or signal.",
  check(facts, report) {
    const { own, attribute, declared } = facts;
    const check = (path: string, user: string, used: Thing | undefined): void => {
      if (used?.deprecated === undefined) return;
      const { renamedTo, note } = used.deprecated;
      const instead = renamedTo === undefined ? (note ?? "Remove it.") : `Use \`${renamedTo}\`.`;
      report(path, `\`${user}\` uses \`${used.name}\`, which is deprecated.`, instead);
    };
    for (const kind of carriers)
      for (const thing of own[kind]) {
        if (thing.deprecated !== undefined) continue;
        for (const { key } of thing.attributes)
          check(declarationPath(kind, thing.name, "attributes"), thing.name, attribute(key));
      }
    for (const { user, path, source } of sourcesOf(own)) {
      const { kind, name } = targetOf(source);
      check(path, user, declared(kind, name));
    }
  },
};

interface UsedSource {
  readonly user: string;
  readonly path: string;
  readonly source: AnySourceDeclaration;
}

/** What the alerts, objectives and charts of the catalog look at. */
export function* sourcesOf(own: Pick<Things, "alerts" | "objectives" | "dashboards">): Generator<UsedSource> {
  for (const alert of own.alerts)
    yield {
      user: alert.name,
      path: declarationPath("alerts", alert.name, "on"),
      source: alertSourceOf(alert),
    };
  for (const { name, on } of own.objectives)
    yield { user: name, path: declarationPath("objectives", name, "on"), source: on };
  for (const { name, charts } of own.dashboards)
    for (const [index, { on }] of charts.entries())
      yield { user: name, path: declarationPath("dashboards", name, "charts", index, "on"), source: on };
}

/** The thing that a source measures. */
export function targetOf(source: AnySourceDeclaration): { readonly kind: Kind; readonly name: string } {
  const named = source as Readonly<Record<string, unknown>>;
  const [field, kind] = Object.entries(sourceKinds).find(([name]) => named[name] !== undefined) ?? [
    "event",
    "events",
  ];
  return { kind, name: named[field] as string };
}

const unused: Rule = {
  id: "attribute-unused",
  level: "improvement",
  summary: "Each attribute is on a signal or entity.",
  check({ own, catalog, convention }, report) {
    const used = new Set<string>();
    for (const kind of carriers)
      for (const { attributes } of catalog[kind]) for (const { key } of attributes) used.add(key);
    for (const { identity } of catalog.entities) for (const key of identity) used.add(key);
    // a catalog of attributes only is there for others to import
    if (carriers.every((kind) => own[kind].length === 0)) return;
    for (const { name, type, deprecated } of own.attributes) {
      // conventions such as `user.id` are declared to say how sensitive they are; the context carries them
      if (deprecated !== undefined || used.has(name) || convention("attributes", name) !== undefined)
        continue;
      if (type.startsWith("template[") && [...used].some((key) => key.startsWith(`${name}.`))) continue;
      report(
        declarationPath("attributes", name),
        `Nothing carries the attribute \`${name}\`.`,
        "Add it to the span, metric or event that carries it, or remove it.",
      );
    }
  },
};

const description: Rule = {
  id: "description-missing",
  level: "improvement",
  summary: "Everything has a description.",
  check({ own }, report) {
    for (const kind of kinds)
      for (const thing of own[kind] as readonly (Thing & {
        readonly summary?: string;
        readonly title?: string;
      })[]) {
        const text = thing.description ?? thing.summary ?? (kind === "dashboards" ? thing.title : undefined);
        if (text === undefined)
          report(
            declarationPath(kind, thing.name),
            `The ${singular(kind)} \`${thing.name}\` has no description.`,
            "Add `description`: when it is emitted, or what it means.",
          );
      }
  },
};

const owner: Rule = {
  id: "owner-missing",
  level: "improvement",
  summary: "Everything has an owner, its own or the catalog's.",
  check({ own, catalog }, report) {
    const without = kinds.flatMap((kind) =>
      (own[kind] as readonly Thing[]).filter((thing) => thing.owner === undefined),
    );
    if (catalog.owner === undefined && without.length > 0)
      report(
        "",
        `The catalog \`${catalog.name}\` has no owner, and ${without.length} of its things have none, for example \`${without[0]!.name}\`.`,
        'Add `owner: "team-…"` to the catalog.',
      );
  },
};

/** As `catalog init` writes what only a person knows. */
const isTodo = (text: string | undefined): boolean =>
  text !== undefined && /^\s*(?:TODO|FIXME|TBD)\b/i.test(text);

const todo: Rule = {
  id: "todo-left",
  level: "improvement",
  summary: "Nothing is marked TODO.",
  check({ own, catalog }, report) {
    for (const field of ["description", "owner"] as const)
      if (isTodo(catalog[field]))
        report(field, `The ${field} of the catalog is still to do.`, todoFix[field]);
    for (const kind of kinds)
      for (const thing of own[kind] as readonly (Thing & { readonly summary?: string })[])
        for (const field of ["description", "summary", "owner"] as const)
          // things without an owner of their own have that of the catalog
          if (isTodo(thing[field]) && !(field === "owner" && thing.owner === catalog.owner))
            report(
              declarationPath(kind, thing.name, field),
              `The ${field} of the ${singular(kind)} \`${thing.name}\` is still to do.`,
              todoFix[field],
            );
  },
};

const todoFix = {
  description: "Say when it is emitted, or what it means.",
  summary: "Say in a sentence what the alert means.",
  owner: "Name the team that answers for it.",
} as const;

export const useRules: readonly Rule[] = [successor, deprecatedUsed, unused, description, owner, todo];
