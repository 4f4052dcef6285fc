// What a tenant sees of the store: queries and SQL as a user whose row policies show the tenant's rows only, and its own documents.
import {
  type AlertRecords,
  type AlertStore,
  createAlertRecords,
  createAlertStore,
} from "../alert-records.ts";
import type { Backend } from "../backend.ts";
import type { ClickHouseClient } from "../client.ts";
import { createDocuments, type Documents } from "../documents.ts";
import { withFullDisk } from "../full-disk.ts";
import { createNoteStore, type NoteStore } from "../notes.ts";
import { createQueries, type Queries } from "../query/query.ts";
import type { QueryQueue } from "../query/queue.ts";
import { createSourceMapStore, type SourceMapStore } from "../source-maps.ts";
import { createSqlReader, type SqlReader } from "../query/sql-reader.ts";
import { type QueryText, readQueryTexts } from "../query/text.ts";
import { readQueryFiles } from "../schema/sql-files.ts";

export interface TenantView {
  readonly queries: Queries;
  /** Queries that people write. */
  readonly sql: SqlReader;
  readonly documents: Documents;
  readonly notes: NoteStore;
  readonly sourceMaps: SourceMapStore;
  /** What the evaluation of alert rules keeps. */
  readonly alertRecords: AlertRecords;
}

export interface Views {
  /** Of rows that belong to no tenant; at a server whose users are not managed here, of all rows. */
  readonly own: TenantView;
  /** What alerts read and store for all tenants at once. */
  readonly alerts: AlertStore;
  /** @throws {ProblemError} `TENANT_UNAVAILABLE` where the tenant cannot have a user. */
  of(tenant: string): Promise<TenantView>;
  /** Reads the files of the queries again, for those that are asked from now on. @throws {ProblemError} `QUERY_UNKNOWN`, and keeps those it has. */
  reloadQueries(): void;
}

/** The queries of the files. */
export function readQueries(): ReadonlyMap<string, QueryText> {
  return readQueryTexts(readQueryFiles());
}

/** @param files as `readQueries` gives them. */
export function createViews(
  backend: Backend,
  queue: Pick<QueryQueue, "lane">,
  files: ReadonlyMap<string, QueryText>,
): Views {
  const texts = new Map(files);
  const known = new Map<ClickHouseClient, TenantView>();
  const writer = withFullDisk(backend.writer);
  const nodes = backend.nodes.map(withFullDisk);
  const alerts = createAlertStore(writer, backend.latest);

  function viewAs(reader: ClickHouseClient, tenant: string): Omit<TenantView, "sql"> {
    const queries = createQueries(reader, texts, queue.lane(tenant), backend.latest);
    return {
      queries,
      documents: createDocuments(writer, queries, tenant, backend.latest),
      notes: createNoteStore(writer, nodes, tenant, backend.latest),
      sourceMaps: createSourceMapStore(writer, nodes, tenant),
      alertRecords: createAlertRecords(alerts.add, tenant),
    };
  }

  return {
    alerts,
    own: {
      ...viewAs(backend.reader, ""),
      // The user of a foreign server may have more rights than to read.
      sql: createSqlReader(backend.reader, queue.lane(""), { readonly: "1" }),
    },
    async of(tenant) {
      const reader = await backend.readerOf(tenant);
      let view = known.get(reader);
      if (view === undefined) {
        view = { ...viewAs(reader, tenant), sql: createSqlReader(reader, queue.lane(tenant)) };
        known.set(reader, view);
      }
      return view;
    },
    reloadQueries() {
      const fresh = readQueries();
      texts.clear();
      for (const [name, text] of fresh) texts.set(name, text);
    },
  };
}
