// What uses a declared thing: alerts, objectives and dashboards of the catalogs, signals that carry an attribute, funnels, saved views.
import type { UseFact } from "catalog";
import { sourceKinds } from "catalog/source-declaration";
import { type CatalogKind, type CatalogUse, readCondition } from "contract";
import { thingKey } from "./arrived.ts";
import { type DeclaredThing, textOf } from "./declared.ts";

/** What the console itself has that names things. */
export interface ConsoleUses {
  readonly views: readonly { readonly name: string; readonly path: string; readonly search: string }[];
  /** Names of funnels. */
  readonly funnels: readonly string[];
}

const most = 50;

/** Uses by {@link thingKey}. */
export function findUses(
  things: readonly DeclaredThing[],
  names: readonly (readonly [CatalogKind, string])[],
  { views, funnels }: ConsoleUses,
): ReadonlyMap<string, readonly CatalogUse[]> {
  const uses = new Map<string, CatalogUse[]>();
  const add = (kind: CatalogKind, name: string, use: CatalogUse): void => {
    const key = thingKey(kind, name);
    const list = uses.get(key) ?? [];
    uses.set(key, list);
    const isKnown = list.some((one) => one.kind === use.kind && one.name === use.name);
    if (!isKnown && list.length < most) list.push(use);
  };
  for (const thing of things) {
    const use = useOf(thing);
    if (use !== undefined) for (const [kind, name] of namesIn(thing)) add(kind, name, use);
  }
  for (const name of funnels)
    add("journey", name, { kind: "funnel", name, path: `/funnels/${encodeURIComponent(name)}` });
  const kindsOf = new Map<string, Set<CatalogKind>>();
  for (const [kind, named] of views.length === 0 ? [] : names) {
    const kinds = kindsOf.get(named);
    if (kinds === undefined) kindsOf.set(named, new Set([kind]));
    else kinds.add(kind);
  }
  for (const { name, path, search } of views)
    for (const word of new Set(wordsOf(`${path} ${search}`)))
      if (word.length > 2)
        for (const kind of kindsOf.get(word) ?? [])
          add(kind, word, { kind: "view", name, path: path + search });
  return uses;
}

/** The signals that saved views name: a metric, or the names in their conditions. */
export function usesOfViews(views: ConsoleUses["views"]): readonly UseFact[] {
  return views.map(({ name, path, search }) => {
    const [, metric] = /^\/metrics\/([^/]+)$/.exec(path) ?? [];
    const named = new URLSearchParams(search)
      .getAll("filter")
      .flatMap(conditionsIn)
      .map(readCondition)
      .flatMap((one) => (one?.operator === "=" ? (signalOf(one.key, one.value) ?? []) : []));
    return {
      kind: "saved view",
      name,
      uses: [...(metric === undefined ? [] : [{ kind: "metric" as const, name: decode(metric) }]), ...named],
    };
  });
}

/** Addresses have one condition as it is, and several as JSON. */
function conditionsIn(text: string): readonly string[] {
  if (!text.startsWith("[")) return [text];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(textOf) : [];
  } catch {
    return [];
  }
}

function signalOf(key: string, name: string): UseFact["uses"][number] | undefined {
  if (key === "name") return { kind: "span", name };
  return key === "event.name" ? { kind: "event", name } : undefined;
}

/** The thing as a use of others. */
function useOf({ kind, name }: DeclaredThing): CatalogUse | undefined {
  const path = `/catalog/${kind}/${encodeURIComponent(name)}`;
  if (kind === "alert" || kind === "objective" || kind === "dashboard") return { kind, name, path };
  if (kind === "span" || kind === "metric" || kind === "event") return { kind, name, path };
  return undefined;
}

/** What a declaration names: sources of alerts and charts, and keys of attributes. */
function namesIn({ content }: DeclaredThing): readonly (readonly [CatalogKind, string])[] {
  const charts = listOf(content["charts"]).map((chart) => chart["on"]);
  const alert = typeof content["on"] === "object" && { ...content["on"], groupBy: content["groupBy"] };
  const fromSources = [alert, ...charts].flatMap(namesInSource);
  const keys = listOf(content["attributes"]).map(({ key }) => ["attribute", textOf(key)] as const);
  return [...fromSources, ...keys];
}

function namesInSource(source: unknown): readonly (readonly [CatalogKind, string])[] {
  if (typeof source !== "object" || source === null) return [];
  const on = source as Readonly<Record<string, unknown>>;
  const signal = Object.entries(sourceKinds)
    .filter(([field]) => textOf(on[field]) !== "")
    .map(([field, kind]) => [kind.slice(0, -1) as CatalogKind, textOf(on[field])] as const);
  const where = typeof on["where"] === "object" && on["where"] !== null ? Object.keys(on["where"]) : [];
  const groups = Array.isArray(on["groupBy"]) ? on["groupBy"].map(textOf) : [];
  return [...signal, ...[...where, ...groups].map((key) => ["attribute", key] as const)];
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null)
    : [];
}

/** The parts of an address that may be names; a condition such as `order.id=7` begins with one. */
function wordsOf(address: string): readonly string[] {
  const plain = decode(address.replaceAll("+", " "));
  return [...plain.split(/[?&=/"[\],]+/), ...plain.split(/[?&=/"[\], !<>]+/)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
