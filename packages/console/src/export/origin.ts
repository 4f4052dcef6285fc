// Rows of one resource and scope together, as OTLP has them; resources are asked for once.
import type { Attributes, Resource, Scope } from "otlp";
import { groupBy } from "../lists/group-by.ts";
import type { QueryName } from "../sql/query-name.ts";
import { fromJson, fromTextColumns, type TextColumns } from "./any-value.ts";

/** Asks a named query for its rows. */
export type Ask = <Row>(query: QueryName, params: Readonly<Record<string, unknown>>) => Promise<Row[]>;

/** Where a row comes from. */
export interface OriginColumns {
  readonly resourceId: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeJson: string;
}

export interface KnownResource {
  readonly resource: Resource;
  readonly schemaUrl: string;
}

const none: Attributes = new Map();
const unknownResource: KnownResource = {
  resource: { attributes: none, droppedAttributesCount: 0 },
  schemaUrl: "",
};

/** Ids in one query: they are one parameter. */
export const idsAtOnce = 5_000;

/** Makes a function that finds the resources of rows. */
export function createResources(
  ask: Ask,
): (rows: readonly { readonly resourceId: string }[]) => Promise<(id: string) => KnownResource> {
  const known = new Map<string, KnownResource>();
  return async (rows) => {
    const missing = [...new Set(rows.map(({ resourceId }) => resourceId))].filter((id) => !known.has(id));
    while (missing.length > 0) {
      const found = await ask<TextColumns & { resourceId: string; schemaUrl: string }>("export-resources", {
        ids: missing.splice(0, idsAtOnce).map(BigInt),
      });
      for (const row of found) {
        const resource = { attributes: fromTextColumns(row), droppedAttributesCount: 0 };
        known.set(row.resourceId, { resource, schemaUrl: row.schemaUrl });
      }
    }
    return (id) => known.get(id) ?? unknownResource;
  };
}

export interface Gathered<Row> extends KnownResource {
  readonly scopes: readonly { readonly scope: Scope; readonly rows: readonly Row[] }[];
}

/** `rows` by resource, and below it by scope, each in the order they came. */
export function gather<Row extends OriginColumns>(
  rows: readonly Row[],
  resourceOf: (id: string) => KnownResource,
): readonly Gathered<Row>[] {
  return [...groupBy(rows, ({ resourceId }) => resourceId)].map(([id, ofResource]) => ({
    ...resourceOf(id),
    scopes: [
      ...groupBy(ofResource, (row) => JSON.stringify([row.scopeName, row.scopeVersion, row.scopeJson])),
    ].map(([, ofScope]) => ({ scope: toScope(ofScope[0]!), rows: ofScope })),
  }));
}

function toScope({ scopeName, scopeVersion, scopeJson }: OriginColumns): Scope {
  return {
    name: scopeName,
    version: scopeVersion,
    attributes: fromJson(scopeJson),
    droppedAttributesCount: 0,
  };
}
