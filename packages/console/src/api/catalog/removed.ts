// Definitions stay in the store when the newest version of their catalog does not have them any more.

interface Dated {
  readonly catalogName: string;
  readonly catalogVersion: string;
  readonly seenMs: string;
}

/** Whether a newer version of the catalog, of which `heads` has one by name, was sent without it. */
export function isRemoved(row: Dated, heads: ReadonlyMap<string, Dated>): boolean {
  const head = heads.get(row.catalogName);
  return (
    head !== undefined &&
    row.catalogVersion !== head.catalogVersion &&
    Number(row.seenMs) < Number(head.seenMs)
  );
}
