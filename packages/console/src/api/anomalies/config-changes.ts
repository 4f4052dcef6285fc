// Changes of configuration near an anomaly: services that began to send other resource attributes, and rules that people saved. Definitions of
// funnels are stored as they are now only, so they are not among them.
import type { Attributes, ConfigChange, TypedValue } from "contract";
import { type ApiContext, run } from "../context.ts";
import { findResources } from "../records/resources.ts";
import { samplingKind } from "../sampling/sampling.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toIso } from "../time/time.ts";

export interface ConfigScope {
  readonly service: string | undefined;
  readonly environment: string | undefined;
}

const mostResources = 500;
/** What a service sent so long before the range is nothing new in it. */
const knownNs = 3_600_000_000_000n;
const mostDocuments = 50;

/** The latest first. */
export async function findConfigChanges(
  range: Range,
  scope: ConfigScope,
  context: ApiContext,
): Promise<ConfigChange[]> {
  const [resources, documents] = await Promise.all([
    findResourceChanges(range, scope, context),
    findDocumentChanges(range, context),
  ]);
  return [...resources, ...documents].toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

interface DocumentRow {
  readonly document: string;
  readonly version: string;
  readonly savedMs: string;
  readonly text: string;
  readonly lastText: string;
}

async function findDocumentChanges(range: Range, context: ApiContext): Promise<ConfigChange[]> {
  const params = { ...toRangeParams(range), sampling: samplingKind, limit: mostDocuments };
  const rows = await run<DocumentRow>(context, "anomaly-documents", params);
  return rows.map(({ document, version, savedMs, text, lastText }) => {
    const kind = document === samplingKind ? "sampling" : "rule";
    const { content, savedBy } = JSON.parse(lastText === "" ? "{}" : lastText) as StoredRule;
    return {
      kind,
      service: "",
      name: kind === "sampling" ? "" : (content?.name ?? ""),
      time: new Date(Number(savedMs)).toISOString(),
      by: kind === "sampling" || text === "" ? "" : (savedBy ?? ""),
      what: text === "" ? "deleted" : version === "1" ? "added" : "changed",
      attributes: [],
    };
  });
}

/** As `alerts/rules` stores it. */
interface StoredRule {
  readonly content?: { readonly name?: string };
  readonly savedBy?: string;
}

interface ResourceRow {
  readonly ofService: string;
  readonly resource: string;
  readonly firstNs: string;
}

async function findResourceChanges(
  range: Range,
  scope: ConfigScope,
  context: ApiContext,
): Promise<ConfigChange[]> {
  const before = { ...range, fromNs: range.fromNs - knownNs };
  const params = { ...toRangeParams(before), ...scope, limit: mostResources };
  const rows = await run<ResourceRow>(context, "anomaly-resources", params);
  const attributes = await findResources(
    rows.map(({ resource }) => resource),
    context,
  );
  return toResourceChanges(rows, attributes, range.fromNs);
}

/** @param rows those of a service with its first resource first. */
export function toResourceChanges(
  rows: readonly ResourceRow[],
  attributes: ReadonlyMap<string, Attributes>,
  fromNs: bigint,
): ConfigChange[] {
  const known = new Set<string>();
  const latest = new Map<string, Configuration>();
  return rows.flatMap(({ ofService, resource, firstNs }): ConfigChange[] => {
    const configuration = configurationOf(attributes.get(resource) ?? {});
    const text = JSON.stringify([ofService, ...configuration]);
    if (known.has(text)) return [];
    known.add(text);
    const last = latest.get(ofService);
    latest.set(ofService, configuration);
    // of the first resource of a service, nothing is known to be new
    if (last === undefined || BigInt(firstNs) < fromNs) return [];
    return [
      {
        kind: "resource",
        service: ofService,
        name: "",
        time: toIso(BigInt(firstNs)),
        by: "",
        what: "changed",
        attributes: differenceOf(last, configuration),
      },
    ];
  });
}

/** What a process was started with, in the order of the keys. */
type Configuration = ReadonlyMap<string, string>;

/** Attributes that differ from process to process, or that a deploy shows. */
const perProcess =
  /^(service\.(version|instance\.)|host\.(id|name|ip|mac)|process\.(pid|parent_pid|owner|creation|vpid|session)|container\.(id|name)|k8s\.(pod|node|container|replicaset)\.|faas\.instance|cloud\.resource_id|os\.(build_id|description))/;

function configurationOf(attributes: Attributes): Configuration {
  return new Map(
    Object.entries(attributes)
      .filter(([key]) => !perProcess.test(key))
      .map(([key, value]) => [key, textOf(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function textOf({ value }: TypedValue): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, 200);
}

const mostAttributes = 20;

function differenceOf(before: Configuration, after: Configuration): ConfigChange["attributes"] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys
    .filter((key) => before.get(key) !== after.get(key))
    .slice(0, mostAttributes)
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }));
}
