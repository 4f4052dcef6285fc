// Stored dashboards: one document each, of which every save is a version. Two changes at once cannot overwrite each other.
import { randomBytes } from "node:crypto";
import type { NewDashboard } from "contract";
import { type ApiContext, run } from "../api/context.ts";
import { ProblemError } from "../problem/problem.ts";
import { type DocumentRow, listDocuments } from "../store/document-lists.ts";
import type { Documents } from "../store/documents.ts";

/** One version of a stored dashboard. */
export interface StoredDashboard {
  readonly id: string;
  readonly version: number;
  readonly savedMs: number;
  readonly savedBy: string;
  readonly content: NewDashboard;
}

const prefix = "dashboard/";

/** The newest version of each. */
export async function findStored(context: ApiContext): Promise<readonly StoredDashboard[]> {
  const rows = await listDocuments((name, params) => run(context, name, params), prefix);
  return rows.map(toStored);
}

/** The newest version; `undefined` for one that is deleted or was never saved. */
export async function findNewest(id: string, context: ApiContext): Promise<StoredDashboard | undefined> {
  const document = `${prefix}${id}`;
  const { version, savedMs, body } = await documentsOf(context).read(document);
  return body === ""
    ? undefined
    : toStored({ document, newest: String(version), savedMs: String(savedMs), text: body });
}

/** A version without its charts: all versions of a dashboard may have tens of megabytes. */
export interface DashboardVersion extends Omit<StoredDashboard, "id" | "content"> {
  readonly title: string;
  readonly charts: number;
}

interface VersionRow extends Pick<DashboardVersion, "savedBy" | "title"> {
  readonly number: string;
  readonly savedMs: string;
  readonly isDeleted: boolean | number;
  readonly charts: string;
  /** Of the version that was asked for. */
  readonly text?: string;
}

/**
 * All versions, the newest first. A deleted dashboard has none.
 *
 * @param version of which `wanted` is the dashboard.
 */
export async function findVersions(
  id: string,
  version: string | undefined,
  context: ApiContext,
): Promise<{ readonly versions: readonly DashboardVersion[]; readonly wanted: StoredDashboard | undefined }> {
  const document = `${prefix}${id}`;
  const rows = await run<VersionRow>(context, "dashboard-versions", { kind: document, version });
  if (rows[0] === undefined || Boolean(rows[0].isDeleted)) return { versions: [], wanted: undefined };
  const kept = rows.filter(({ isDeleted }) => !isDeleted);
  const row = kept.find(({ text = "" }) => text !== "");
  return {
    versions: kept.map(({ number, savedMs, savedBy, title, charts }) => ({
      version: Number(number),
      savedMs: Number(savedMs),
      savedBy,
      title,
      charts: Number(charts),
    })),
    wanted: row && toStored({ document, newest: row.number, savedMs: row.savedMs, text: row.text! }),
  };
}

export function newDashboardId(): string {
  return randomBytes(8).toString("hex");
}

/** Saves the version after `after`; without content the dashboard is deleted. @throws {ProblemError} 412 when it has changed since. */
export async function saveStored(
  context: ApiContext,
  id: string,
  content: NewDashboard | undefined,
  savedBy: string,
  after: number,
): Promise<Pick<StoredDashboard, "version" | "savedMs">> {
  const body = content === undefined ? "" : JSON.stringify({ savedBy, content });
  const saved = await documentsOf(context).save(`${prefix}${id}`, body, after);
  if (saved !== undefined) return saved;
  throw changed();
}

export function changed(): ProblemError {
  return new ProblemError(
    "DASHBOARD_CHANGED",
    "The dashboard has changed since it was read.",
    "Open it again, and repeat your change; its versions have what was saved in between.",
  );
}

function toStored({ document, newest, savedMs, text }: DocumentRow): StoredDashboard {
  const { savedBy, content } = JSON.parse(text) as Pick<StoredDashboard, "savedBy" | "content">;
  const id = document.slice(prefix.length);
  return { id, version: Number(newest), savedMs: Number(savedMs), savedBy, content };
}

function documentsOf({ documents }: ApiContext): Documents {
  if (documents === undefined) throw new Error("dashboards need the documents of the store");
  return documents;
}
