// `/api/dashboards`: stored dashboards and those of the folder.
import {
  type Dashboard,
  type DashboardsResult,
  type DashboardSummary,
  type DashboardVersionsResult,
  maxDashboards,
  maxDashboardsText,
  maxDashboardText,
  newDashboard,
  type NewDashboard,
  type ParamsOf,
} from "contract";
import { callerOf, noteOf, versionOf } from "../api/caller.ts";
import type { ApiContext } from "../api/context.ts";
import { limitList } from "../api/limits/limit-list.ts";
import type { Audit } from "../auth/audit.ts";
import { permits } from "../auth/principal.ts";
import { checkDashboard } from "../charts/check-dashboard.ts";
import { checkForm } from "../charts/mistakes.ts";
import { ProblemError } from "../problem/problem.ts";
import type { DashboardFile, DashboardFolder } from "./folder/dashboard-folder.ts";
import type { FileDashboard } from "./folder/dashboard-file.ts";
import {
  changed,
  findNewest,
  findStored,
  findVersions,
  newDashboardId,
  saveStored,
  type StoredDashboard,
} from "./stored.ts";

/** What handlers of dashboards need besides the request. */
export interface DashboardParts {
  readonly audit: Audit;
  /** Absent: the console reads no folder. */
  readonly folder: DashboardFolder | undefined;
}

type ListedDashboard =
  | { readonly source: "stored"; readonly dashboard: StoredDashboard }
  | { readonly source: "file"; readonly dashboard: FileDashboard; readonly file: DashboardFile };

/** Files of which the mistakes are listed. */
const mostBroken = 50;

export async function listDashboards(
  context: ApiContext,
  { folder }: DashboardParts,
): Promise<DashboardsResult> {
  const stored = await findStored(context);
  const files = filesOf(context, folder);
  const { items, truncated } = limitList(
    [
      ...stored.map((dashboard) => toSummary({ source: "stored", dashboard })),
      ...files.flatMap((file) =>
        (file.content ?? []).map((dashboard) => toSummary({ source: "file", dashboard, file })),
      ),
    ].toSorted((a, b) => a.title.localeCompare(b.title) || (a.id < b.id ? -1 : 1)),
  );
  const broken = limitList(
    files
      .filter(({ problems }) => problems.length > 0)
      .map(({ path, problems }) => ({ file: path, problems: [...problems] })),
    { rows: mostBroken, bytes: 1_000_000 },
  );
  return {
    dashboards: items,
    truncated,
    folder: folder !== undefined,
    problems: broken.items,
    truncatedProblems: broken.truncated,
    mayChange: mayChange(context),
  };
}

export async function getDashboard(
  { id, version }: ParamsOf<"GET /api/dashboards/:id">,
  context: ApiContext,
  { folder }: DashboardParts,
): Promise<Dashboard> {
  const file = findInFolder(id, context, folder);
  if (file !== undefined) return toDashboard(file, file.dashboard.version, context);
  if (version === undefined) {
    const dashboard = await findNewest(id, context);
    if (dashboard === undefined) throw unknown(id);
    return toDashboard({ source: "stored", dashboard }, String(dashboard.version), context);
  }
  const { versions, wanted } = await findVersions(id, version, context);
  const [newest] = versions;
  if (newest === undefined) throw unknown(id);
  if (wanted === undefined)
    throw new ProblemError(
      "DASHBOARD_UNKNOWN",
      `The dashboard has no version \`${version}\`: the newest is ${newest.version}.`,
      "See `/api/dashboards/{id}/versions` for those that are kept.",
    );
  return toDashboard({ source: "stored", dashboard: wanted }, String(newest.version), context);
}

export async function listVersions(
  { id }: ParamsOf<"GET /api/dashboards/:id/versions">,
  context: ApiContext,
  { folder }: DashboardParts,
): Promise<DashboardVersionsResult> {
  const file = findInFolder(id, context, folder);
  if (file !== undefined) {
    const { version, saved, savedBy, title, charts } = toSummary(file);
    return { versions: [{ version, saved, savedBy, title, charts }] };
  }
  const { versions } = await findVersions(id, undefined, context);
  if (versions.length === 0) throw unknown(id);
  return {
    versions: versions.map(({ version, savedMs, ...one }) => ({
      ...one,
      version: String(version),
      saved: new Date(savedMs).toISOString(),
    })),
  };
}

export async function createDashboard(context: ApiContext, parts: DashboardParts): Promise<Dashboard> {
  const content = readContent(context);
  const stored = await findStored(context);
  const { length } = stored;
  if (length >= maxDashboards)
    throw new ProblemError(
      "DASHBOARDS_FULL",
      `There are ${length} dashboards, and at most ${maxDashboards} are kept.`,
      "Delete dashboards that are not used any more.",
    );
  checkRoom("", content, stored);
  return save({ id: newDashboardId(), content, after: 0, action: "dashboard.create" }, context, parts);
}

/** @throws {ProblemError} 409 `DASHBOARDS_FULL` when all together would have too much text: the list reads all of it. */
function checkRoom(id: string, content: NewDashboard, stored: readonly StoredDashboard[]): void {
  const all = [content, ...stored.filter((one) => one.id !== id).map((one) => one.content)];
  const characters = all.reduce((sum, one) => sum + JSON.stringify(one).length, 0);
  if (characters <= maxDashboardsText) return;
  throw new ProblemError(
    "DASHBOARDS_FULL",
    `Stored dashboards would have ${characters} characters as JSON, and may have at most ${maxDashboardsText} together.`,
    "Shorten or delete some, or move them into files.",
  );
}

export async function changeDashboard(
  { id }: ParamsOf<"PUT /api/dashboards/:id">,
  context: ApiContext,
  parts: DashboardParts,
): Promise<Dashboard> {
  const content = readContent(context);
  const { version } = await findForChange(id, context, parts);
  checkRoom(id, content, await findStored(context));
  return save({ id, content, after: version, action: "dashboard.change" }, context, parts);
}

export async function removeDashboard(
  { id }: ParamsOf<"DELETE /api/dashboards/:id">,
  context: ApiContext,
  parts: DashboardParts,
): Promise<Dashboard> {
  const { content, version } = await findForChange(id, context, parts);
  return save({ id, content, after: version, action: "dashboard.delete" }, context, parts);
}

interface Change {
  readonly id: string;
  readonly content: NewDashboard;
  /** The version that was read. */
  readonly after: number;
  readonly action: "dashboard.create" | "dashboard.change" | "dashboard.delete";
}

/** A change that cannot be written to the audit log is not made. */
async function save(
  { id, content, after, action }: Change,
  context: ApiContext,
  { audit }: DashboardParts,
): Promise<Dashboard> {
  const { name: savedBy } = callerOf(context);
  const isDeleted = action === "dashboard.delete";
  const details = { title: content.title, version: after + 1, charts: content.charts.length };
  const saved = await audit.change(noteOf(context, { action, target: id, details }), async () =>
    saveStored(context, id, isDeleted ? undefined : content, savedBy, after),
  );
  const dashboard = { id, content, savedBy, ...saved };
  return toDashboard({ source: "stored", dashboard }, String(saved.version), context);
}

/** @throws {ProblemError} 404 when there is none, 409 when it is of a file, 412 when it is not of the version that was read. */
async function findForChange(
  id: string,
  context: ApiContext,
  { folder }: DashboardParts,
): Promise<StoredDashboard> {
  const file = findInFolder(id, context, folder);
  if (file !== undefined)
    throw new ProblemError(
      "DASHBOARD_READ_ONLY",
      `The dashboard is in the file \`${file.file.path}\`.`,
      "Change the file, or save a copy.",
    );
  const newest = await findNewest(id, context);
  if (newest === undefined) throw unknown(id);
  if (newest.version !== versionOf(context)) throw changed();
  return newest;
}

function readContent({ request }: ApiContext): NewDashboard {
  const { length } = JSON.stringify(request?.body) ?? "";
  if (length > maxDashboardText)
    throw new ProblemError(
      "BAD_BODY",
      `Cannot save the dashboard: it has ${length} characters as JSON; expected at most ${maxDashboardText}.`,
      "Make two dashboards of it, or shorten its queries in SQL.",
    );
  const checked = checkForm(newDashboard, request?.body);
  const mistakes = "mistakes" in checked ? checked.mistakes : checkDashboard(checked.data);
  if ("data" in checked && mistakes.length === 0) return checked.data;
  const [first] = mistakes;
  throw new ProblemError(
    "BAD_BODY",
    `Cannot save the dashboard: ${first!.path === "" ? "the body" : `\`${first!.path}\``} ${first!.message}`,
    'Send for example `{ "title": "Orders", "charts": [{ "title": "Orders", "sources": [{ "metric": "shop.orders" }] }] }` as JSON.',
    {
      problems: mistakes.slice(0, 20).map((mistake) => ({ ...mistake, fix: "" })),
    },
  );
}

function filesOf(context: ApiContext, folder: DashboardFolder | undefined): readonly DashboardFile[] {
  return folder?.of(callerOf(context).tenant) ?? [];
}

function findInFolder(
  id: string,
  context: ApiContext,
  folder: DashboardFolder | undefined,
): Extract<ListedDashboard, { source: "file" }> | undefined {
  for (const file of filesOf(context, folder)) {
    const dashboard = file.content?.find((one) => one.id === id);
    if (dashboard !== undefined) return { source: "file", dashboard, file };
  }
  return undefined;
}

function unknown(id: string): ProblemError {
  return new ProblemError(
    "DASHBOARD_UNKNOWN",
    `There is no dashboard \`${id}\`.`,
    "See `/api/dashboards` for existing ones.",
  );
}

function mayChange(context: ApiContext): boolean {
  return permits(callerOf(context).scope, "admin");
}

function toSummary(known: ListedDashboard): DashboardSummary {
  const { title, description = "", owner = "", charts } = known.dashboard.content;
  const { id } = known.dashboard;
  const shared = { id, title, description, owner, charts: charts.length, source: known.source };
  if (known.source === "stored") {
    const { version, savedMs, savedBy } = known.dashboard;
    return { ...shared, file: "", version: String(version), savedBy, saved: new Date(savedMs).toISOString() };
  }
  const { path, changedMs } = known.file;
  const { version } = known.dashboard;
  return { ...shared, file: path, version, savedBy: "", saved: new Date(changedMs).toISOString() };
}

function toDashboard(known: ListedDashboard, latest: string, context: ApiContext): Dashboard {
  return {
    ...toSummary(known),
    content: known.dashboard.content,
    latest,
    mayChange: known.source === "stored" && mayChange(context),
  };
}
