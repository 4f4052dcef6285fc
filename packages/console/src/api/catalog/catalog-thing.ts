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
import { type ApiContext, run } from "../context.ts";
import { toResolved } from "../time/range.ts";
import { thingKey } from "./arrived.ts";
import type { DeclaredThing } from "./declared.ts";
import { toFacts } from "./facts.ts";
import { toExample } from "./redact.ts";
import { readSnapshot } from "./kept-snapshots.ts";
import type { Snapshot } from "./snapshot.ts";
import { keysOf } from "./things.ts";
import { readWindow, windowParams } from "./window.ts";

const maxVersions = 200;
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
  if (thing === undefined) throw unknown(kind, name);
  const declared = snapshot.declared.things.find((one) => one.kind === kind && one.name === name);
  const facts = toFacts(snapshot.arrivals, window);
  const key = thingKey(kind, name);
  return {
    ...toResolved(window),
    thing,
    content: declared === undefined ? null : { ...declared.content },
    attributes: attributesOf(thing, declared, facts),
    versions: kind === "attribute" ? attributeVersions(name, facts) : signalVersions(thing, facts),
    values: kind === "attribute" ? await valuesOf(thing, snapshot, context) : [],
    findings: snapshot.findings.filter((finding) => keysOf(finding).includes(key)).slice(0, 200),
  };
}

function unknown(kind: string, name: string): ProblemError {
  return new ProblemError(
    "CATALOG_UNKNOWN",
    `No catalog declares the ${kind} \`${name}\`, and none arrived in the range.`,
    "See `/api/catalog` for what there is, or choose a longer range.",
  );
}

/** Declared attributes first, by level; then what arrived besides. */
function attributesOf(
  { kind, name }: CatalogThing,
  declared: DeclaredThing | undefined,
  { signals }: Facts,
): readonly CatalogAttributeUse[] {
  const facts = signals.filter((fact) => fact.kind === kind && fact.name === name);
  const total = facts.reduce((sum, { count }) => sum + count, 0);
  const uses = (declared?.content["attributes"] ?? []) as readonly AttributeUse[];
  const keys = [
    ...uses.map(({ key }) => key),
    ...facts.flatMap(({ attributes }) => attributes.map(({ key }) => key)),
  ];
  return [...new Set(keys)].map((key) => {
    const found = facts.flatMap((fact) =>
      fact.attributes.filter((one) => one.key === key).map((one) => ({ ...one, of: fact.count })),
    );
    const count = found.reduce((sum, one) => sum + (one.count ?? one.of), 0);
    return {
      key,
      level: uses.find((use) => use.key === key)?.level ?? "",
      type: [...new Set(found.flatMap(({ types }) => types))].join(", "),
      share: total === 0 ? null : Math.min(1, count / total),
    };
  });
}

function signalVersions({ kind, name }: CatalogThing, { signals }: Facts): readonly CatalogVersionRow[] {
  return signals
    .filter((fact) => fact.kind === kind && fact.name === name && fact.count > 0)
    .map((fact) => toVersion(fact, fact.count, formOf(fact)))
    .slice(0, maxVersions);
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
  return [...rows.values()].toSorted((a, b) => b.count - a.count).slice(0, maxVersions);
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

async function valuesOf(
  { name, sensitivity }: CatalogThing,
  { window }: Snapshot,
  context: ApiContext,
): Promise<CatalogThingResult["values"]> {
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
  return [...counts].map(([value, count]) => ({ value, count })).slice(0, maxValues);
}
