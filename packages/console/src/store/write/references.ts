// What rows refer to (resources, series, definitions, identities) is written to a group when it is new, has changed, or was last written
// about an hour ago. After a failure it is unknown what was written, and everything counts as new.
import type { DefinitionRow, IdentityRow, ResourceRow, SeriesRow } from "../rows.ts";
import type { Group } from "./group.ts";
import { createWrittenCache, type WrittenCache } from "./written-cache.ts";
import { createKnownHashes, type KnownHashes } from "./known-hashes.ts";
import type { NameBudgets } from "./name-budgets.ts";

/** What was written lately, and the resource that the last record of the current request referred to. */
export interface References {
  readonly resources: KnownHashes;
  /** Within the budgets of their tenants. */
  readonly series: KnownHashes;
  /** Over them: however many there are, those within the budgets are not written again for it. */
  readonly foldedSeries: KnownHashes;
  readonly definitions: WrittenCache;
  readonly identities: WrittenCache;
  lastResource: ResourceRow | undefined;
  readonly names: Pick<NameBudgets, "ofSeries">;
}

/** A few tenants at their budgets. */
const mostSeries = 1_048_575;

/**
 * @param written definitions and identities, for all groups: of these the newest holds, so that one which changes back is new again.
 */
export function createReferences(names: References["names"], written: Written): References {
  return {
    resources: createKnownHashes(),
    series: createKnownHashes(mostSeries),
    foldedSeries: createKnownHashes(),
    ...written,
    lastResource: undefined,
    names,
  };
}

type Written = Pick<References, "definitions" | "identities">;

export function createWritten(): Written {
  return { definitions: createWrittenCache(), identities: createWrittenCache() };
}

/** Another request begins: its rows are other objects. */
export function beginRequest(references: References): void {
  references.lastResource = undefined;
}

export function forgetAll({ resources, series, foldedSeries, definitions, identities }: References): void {
  for (const known of [resources, series, foldedSeries, definitions, identities]) known.clear();
}

/** Writes the resource to `group` when it is due. */
export function referToResource(references: References, group: Group, row: ResourceRow, nowMs: number): void {
  if (row === references.lastResource) return;
  references.lastResource = row;
  if (references.resources.isDue(row.tenant, row.hash, nowMs)) group.tables.resources.add(row);
}

/** Writes the series and its resource to `group` when they are due. Called for each point: those over the budget are counted. */
export function referToSeries(references: References, group: Group, row: SeriesRow, nowMs: number): void {
  referToResource(references, group, row.resource, nowMs);
  const { tenant } = row.resource;
  if (references.series.has(tenant, row.hash, nowMs)) return;
  const folded = references.names.ofSeries(row);
  const written = folded === 0 ? references.series : references.foldedSeries;
  if (written.isDue(tenant, row.hash, nowMs)) group.tables.series.add({ row, folded });
}

export function isDefinitionDue({ definitions }: References, row: DefinitionRow, nowMs: number): boolean {
  const key = JSON.stringify([row.tenant, row.kind, row.name]);
  const { seenMs, ...declared } = row;
  return definitions.isDue(key, { state: JSON.stringify(declared), seenMs }, nowMs);
}

export function isIdentityDue({ identities }: References, row: IdentityRow, nowMs: number): boolean {
  const { tenant, sessionId, userId: state, seenMs } = row;
  return identities.isDue(JSON.stringify([tenant, sessionId]), { state, seenMs }, nowMs);
}
