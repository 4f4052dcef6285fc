// GET /api/catalog/{kind}/{name}: one thing, as declared and as it arrived.
import type { AttributeUse, Facts, SignalFact } from "catalog";
import type {
  CatalogAttributeUse,
  CatalogKind,
  CatalogThing,
  CatalogThingResult,
  CatalogVersionRow,
  ParamsOf,
} from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import { type ApiContext, run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { inOrder } from "../params/page.ts";
import { toResolved } from "../time/range.ts";
import { arrivalsOf } from "./arrivals-of.ts";
import { thingKey } from "./arrived.ts";
import { rankOf } from "./catalog-findings.ts";
import type { DeclaredThing } from "./declared.ts";
import { toFacts } from "./facts.ts";
import { toExample } from "./redact.ts";
import { readSnapshot } from "./kept-snapshots.ts";
import type { Snapshot } from "./snapshot.ts";
import { readWindow, windowParams } from "./window.ts";

const maxAttributes = 500;
const maxVersions = 200;
const maxFindings = 200;
const maxValues = 20;

export async function getCatalogThing(
  params: ParamsOf<"GET /api/catalog/:kind/:name">,
  context: ApiContext,
): Promise<CatalogThingResult> {
  const { name } = params;
  const kind = params.kind as CatalogKind;
  const window = readWindow(params, context);
  const snapshot = await readSnapshot(window, context);
  const thing = snapshot.things.find((one) => one.kind === kind && one.name === name);
  if (thing === undefined) throw unknownThing(kind, name, snapshot);
  const declared = snapshot.declared.things.find((one) => one.kind === kind && one.name === name);
  const arrivals = await inPieces(arrivalsOf(kind, name, snapshot.arrivals));
  const facts = await inPieces(toFacts(arrivals, window));
  const attributes = limitList(attributesOf(thing, declared, facts), { rows: maxAttributes });
  const rows = kind === "attribute" ? attributeVersions(name, facts) : signalVersions(thing, facts);
  const versions = limitList(rows, { rows: maxVersions, bytes: 1_000_000 });
  const about = inOrder(snapshot.findingsOf.get(thingKey(kind, name)) ?? [], rankOf);
  const findings = limitList(about, { rows: maxFindings });
  const values = kind === "attribute" ? await valuesOf(thing, snapshot, context) : noValues;
  return {
    ...toResolved(window),
    thing,
    content: declared === undefined ? null : { ...declared.content },
    attributes: attributes.items,
    truncatedAttributes: attributes.truncated,
    versions: versions.items,
    truncatedVersions: versions.truncated,
    ...values,
    findings: findings.items,
    truncatedFindings: findings.truncated,
  };
}

/** A name that is in no list: nothing of it arrived, or more names did than are read. */
export function unknownThing(
  kind: CatalogKind,
  name: string,
  { arrivals, cut }: { readonly arrivals: Pick<Snapshot["arrivals"], "cut">; readonly cut: Snapshot["cut"] },
): ProblemError {
  const isCut = arrivals.cut.partial.has(kind) || (kind === "attribute" && cut.includes("attributes"));
  if (isCut)
    return new ProblemError(
      "CATALOG_UNKNOWN",
      `No catalog declares the ${kind} \`${name}\`. Whether it arrived in the range is not known: more names arrived than are read.`,
      "Choose its service, or a shorter range, so that fewer names are read.",
    );
  return new ProblemError(
    "CATALOG_UNKNOWN",
    `No catalog declares the ${kind} \`${name}\`, and none arrived in the range.`,
    "See `/api/catalog` for what there is, or choose a longer range.",
  );
}

/** Declared attributes first, as they are declared; then what arrived besides, the most frequent first. */
export function attributesOf(
  { kind, name }: Pick<CatalogThing, "kind" | "name">,
  declared: Pick<DeclaredThing, "content"> | undefined,
  { signals }: Pick<Facts, "signals">,
): readonly CatalogAttributeUse[] {
  const facts = signals.filter((fact) => fact.kind === kind && fact.name === name);
  const total = facts.reduce((sum, { count }) => sum + count, 0);
  const levels = new Map<string, string>();
  for (const { key, level } of (declared?.content["attributes"] ?? []) as readonly AttributeUse[])
    if (!levels.has(key)) levels.set(key, level);
  const arrived = new Map<string, { count: number; readonly types: Set<string> }>();
  for (const fact of facts)
    for (const { key, types, count = fact.count } of fact.attributes) {
      const known = arrived.get(key) ?? { count: 0, types: new Set<string>() };
      arrived.set(key, known);
      known.count += count;
      for (const type of types) known.types.add(type);
    }
  const others = [...arrived].filter(([key]) => !levels.has(key)).toSorted((a, b) => b[1].count - a[1].count);
  return [...levels.keys(), ...others.map(([key]) => key)].map((key) => {
    const { count, types } = arrived.get(key) ?? { count: 0, types: new Set() };
    return {
      key,
      level: levels.get(key) ?? "",
      type: [...types].join(", "),
      share: total === 0 ? null : Math.min(1, count / total),
    };
  });
}

function signalVersions({ kind, name }: CatalogThing, { signals }: Facts): readonly CatalogVersionRow[] {
  return signals
    .filter((fact) => fact.kind === kind && fact.name === name && fact.count > 0)
    .map((fact) => toVersion(fact, fact.count, formOf(fact)))
    .toSorted((a, b) => b.count - a.count);
}

function formOf({ spanKind, instrument, unit }: SignalFact): string {
  return [spanKind, instrument, unit].filter((part) => part !== undefined && part !== "").join(" · ");
}

/** One row for each version of a service, over all its signals. */
function attributeVersions(key: string, { signals }: Facts): readonly CatalogVersionRow[] {
  const rows = new Map<string, CatalogVersionRow>();
  for (const fact of signals) {
    const attribute = fact.attributes.find((one) => one.key === key);
    if (attribute === undefined || fact.count === 0) continue;
    const id = `${fact.service} ${fact.version}`;
    const row = toVersion(fact, attribute.count ?? fact.count, attribute.types.join(", "));
    const known = rows.get(id);
    rows.set(id, known === undefined ? row : join(known, row));
  }
  return [...rows.values()].toSorted((a, b) => b.count - a.count);
}

function toVersion(
  { service = "", version = "", lastSeen = 0 }: SignalFact,
  count: number,
  form: string,
): CatalogVersionRow {
  return { service, version, count, lastNs: `${lastSeen}000000`, form };
}

function join(a: CatalogVersionRow, b: CatalogVersionRow): CatalogVersionRow {
  return {
    ...a,
    count: a.count + b.count,
    lastNs: BigInt(a.lastNs) > BigInt(b.lastNs) ? a.lastNs : b.lastNs,
    form: [...new Set([...a.form.split(", "), ...b.form.split(", ")])]
      .filter((part) => part !== "")
      .join(", "),
  };
}

const noValues: Pick<CatalogThingResult, "values" | "moreValues"> = { values: [], moreValues: false };
/** The `LIMIT` of the query. */
const maxCounted = 40;

async function valuesOf(
  { name, sensitivity }: CatalogThing,
  { window }: Snapshot,
  context: ApiContext,
): Promise<typeof noValues> {
  const { from, to } = windowParams(window);
  const rows = await run<{ value: string; count: string }>(context, "catalog-value-counts", {
    from,
    to,
    key: name,
  });
  const counts = new Map<string, number>();
  for (const { value, count } of rows) {
    const example = toExample(name, value, sensitivity);
    counts.set(example, (counts.get(example) ?? 0) + Number(count));
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  return {
    values: values.slice(0, maxValues),
    moreValues: values.length > maxValues || rows.length >= maxCounted,
  };
}
