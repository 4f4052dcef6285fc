// What rows refer to (resources, series, definitions, identities) is written to a group when it is new, has changed, or was last written
// about an hour ago. After a failure it is unknown what was written, and everything counts as new.
import type { DefinitionRow, IdentityRow, ResourceRow, SeriesRow } from "../rows.ts";
import type { Group } from "./group.ts";
import { createKnown, type Known } from "./known.ts";
import { createKnownHashes, type KnownHashes } from "./known-hashes.ts";

/** What was written lately, and the rows that the last record of the current request referred to. */
export interface References {
  readonly resources: KnownHashes;
  readonly series: KnownHashes;
  readonly definitions: Known;
  readonly identities: Known;
  lastResource: ResourceRow | undefined;
  lastSeries: SeriesRow | undefined;
}

export function createReferences(): References {
  return {
    resources: createKnownHashes(),
    series: createKnownHashes(),
    definitions: createKnown(),
    identities: createKnown(),
    lastResource: undefined,
    lastSeries: undefined,
  };
}

/** Another request begins: its rows are other objects. */
export function beginRequest(references: References): void {
  references.lastResource = undefined;
  references.lastSeries = undefined;
}

export function forgetAll({ resources, series, definitions, identities }: References): void {
  for (const known of [resources, series, definitions, identities]) known.clear();
}

/** Writes the resource to `group` when it is due. */
export function referToResource(references: References, group: Group, row: ResourceRow, nowMs: number): void {
  if (row === references.lastResource) return;
  references.lastResource = row;
  if (references.resources.isDue(row.tenant, row.hash, nowMs)) group.tables.resources.add(row);
}

/** Writes the series and its resource to `group` when they are due. */
export function referToSeries(references: References, group: Group, row: SeriesRow, nowMs: number): void {
  referToResource(references, group, row.resource, nowMs);
  if (row === references.lastSeries) return;
  references.lastSeries = row;
  if (references.series.isDue(row.resource.tenant, row.hash, nowMs)) group.tables.series.add(row);
}

export function isDefinitionDue({ definitions }: References, row: DefinitionRow, nowMs: number): boolean {
  const key = JSON.stringify([row.tenant, row.kind, row.name]);
  const { seenMs: _, ...declared } = row;
  return definitions.isDue(key, JSON.stringify(declared), nowMs);
}

export function isIdentityDue({ identities }: References, row: IdentityRow, nowMs: number): boolean {
  return identities.isDue(JSON.stringify([row.tenant, row.sessionId]), row.userId, nowMs);
}
