// `catalog diff`: the changes from one version of a catalog to another, with their impact and what uses what changes.
import type { Catalog, Kind, Thing } from "../catalog.ts";
import { kinds } from "../check/rule.ts";
import { declarationPath } from "../finding.ts";
import { type Change, type Impact, impacts, isSame, show } from "./change.ts";
import { judgeField } from "./field-verdicts.ts";
import { findUses } from "./uses.ts";

export { type Change, type Impact, impacts, type Use } from "./change.ts";
export { printChangesMarkdown, printChangesText } from "./print-changes.ts";

/** Changes from `before` to `after`, the worst first. Two equal catalogs have none; no difference is left out. */
export function diffCatalogs(before: Catalog, after: Catalog): Change[] {
  const changes = [...diffHead(before, after), ...kinds.flatMap((kind) => diffKind(kind, before, after))];
  return changes.toSorted((a, b) => impacts.indexOf(a.impact) - impacts.indexOf(b.impact));
}

function diffHead(before: Catalog, after: Catalog): Change[] {
  const fields = ["name", "version", "description", "owner", "schemaUrl"] as const;
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({
      impact: field === "name" ? "risky" : "safe",
      kind: "catalog",
      name: after.name,
      change: "changed",
      field,
      path: field,
      message: `${field} changed from ${show(before[field])} to ${show(after[field])}`,
      ...(field === "name" ? { advice: "The console shows it as another catalog." } : {}),
      usedBy: [],
    }));
}

function diffKind(kind: Kind, before: Catalog, after: Catalog): Change[] {
  const old = new Map((before[kind] as readonly Thing[]).map((thing) => [thing.name, thing]));
  const now = new Map((after[kind] as readonly Thing[]).map((thing) => [thing.name, thing]));
  const changes: Change[] = [];
  for (const [name, thing] of old) {
    const next = now.get(name);
    if (next === undefined) changes.push(removal(kind, thing, before, after));
    else changes.push(...diffThing(kind, thing, next, before, after));
  }
  for (const [name, thing] of now)
    if (!old.has(name))
      changes.push({
        impact: "safe",
        kind,
        name,
        change: "added",
        path: declarationPath(kind, name),
        message: `added${thing.deprecated === undefined ? "" : ", deprecated"}`,
        usedBy: [],
      });
  return changes;
}

/** Their removal takes something from the team that declares them, not from those who read telemetry. */
const onTop: ReadonlySet<Kind> = new Set(["alerts", "objectives", "dashboards", "logs"]);

function removal(kind: Kind, thing: Thing, before: Catalog, after: Catalog): Change {
  const { name, deprecated } = thing;
  const impact: Impact = onTop.has(kind) || deprecated !== undefined ? "risky" : "breaking";
  const successor = deprecated?.renamedTo ?? likelySuccessor(kind, thing, before, after);
  const advice =
    deprecated !== undefined
      ? "It was deprecated; check that nothing uses it any more."
      : onTop.has(kind)
        ? "Check that nothing relies on it."
        : successor === undefined
          ? "Keep it, deprecated, until nothing uses it."
          : `Keep it with \`deprecated: { renamedTo: "${successor}" }\`, until nothing uses it.`;
  const renamed = successor === undefined ? "" : `, probably renamed to \`${successor}\``;
  return {
    impact,
    kind,
    name,
    change: "removed",
    path: declarationPath(kind, name),
    message: `removed${renamed}`,
    advice,
    usedBy: findUses(before, kind, name),
  };
}

/** An added thing that is the same but for its name. */
function likelySuccessor(kind: Kind, thing: Thing, before: Catalog, after: Catalog): string | undefined {
  const known = new Set((before[kind] as readonly Thing[]).map(({ name }) => name));
  const same = (after[kind] as readonly Thing[]).filter(
    (one) => !known.has(one.name) && isSame({ ...one, name: "" }, { ...thing, name: "" }),
  );
  return same.length === 1 ? same[0]!.name : undefined;
}

function diffThing(kind: Kind, old: Thing, now: Thing, before: Catalog, after: Catalog): Change[] {
  if (isSame(old, now)) return [];
  const [a, b] = [old, now] as unknown as [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (field) => !isSame(a[field], b[field]),
  );
  const usedBy = unite(findUses(before, kind, old.name), findUses(after, kind, old.name));
  // a list of values is the type: `string` before and after
  return fields.flatMap((field) =>
    judgeField(kind, field, a[field], b[field], a["ordered"] !== false).map(
      ({ impact, message, advice }) => ({
        impact,
        kind,
        name: old.name,
        change: "changed" as const,
        field,
        path: declarationPath(kind, old.name, fieldOf(field)),
        message,
        ...(advice === undefined ? {} : { advice }),
        usedBy: impact === "safe" ? [] : usedBy,
      }),
    ),
  );
}

/** The field of the declaration that becomes `field` when it is resolved. */
const fieldOf = (field: string): string => ({ members: "type", instrument: "kind" })[field] ?? field;

function unite(a: Change["usedBy"], b: Change["usedBy"]): Change["usedBy"] {
  return [...a, ...b.filter((use) => !a.some((one) => one.kind === use.kind && one.name === use.name))];
}

/** The version that the changes ask for, where the new version is too low; undefined when it is high enough. */
export function versionMistake(
  before: Catalog,
  after: Catalog,
  changes: readonly Change[],
): string | undefined {
  const [old, now] = [before.version, after.version].map((version) => version.split(/[.+-]/).map(Number));
  const worst = changes.some(({ impact }) => impact === "breaking") ? "breaking" : "other";
  const real = changes.filter(({ kind }) => kind !== "catalog");
  if (real.length === 0 || old === undefined || now === undefined) return undefined;
  // before 1.0.0, the second number is the one of breaking changes
  const index = old[0] === 0 && now[0] === 0 ? 1 : 0;
  const isRaised = (until: number): boolean => {
    for (let at = 0; at <= until; at++)
      if ((now[at] ?? 0) !== (old[at] ?? 0)) return (now[at] ?? 0) > (old[at] ?? 0);
    return false;
  };
  if (worst === "breaking" && !isRaised(index)) {
    const next = index === 0 ? `${(old[0] ?? 0) + 1}.0.0` : `0.${(old[1] ?? 0) + 1}.0`;
    const versions =
      before.version === after.version
        ? `The version is still ${after.version}`
        : `The version went from ${before.version} to ${after.version}`;
    return `${versions}; a breaking change asks for ${next}.`;
  }
  if (!isRaised(2)) return `The version is still ${after.version}; a change asks for a new one.`;
  return undefined;
}
