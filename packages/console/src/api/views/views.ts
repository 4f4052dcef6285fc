// Saved views: a page with its range, filters and choices, under a name. Each is a document of the tenant, so tenants are kept apart and
// two changes at once cannot overwrite each other. Only the scope `admin` changes views; everyone of the tenant opens shared ones.
import { randomBytes } from "node:crypto";
import { maxViews, newView, type ParamsOf, type SavedView, type ViewsResult } from "contract";
import { z } from "zod";
import type { Audit } from "../../auth/audit.ts";
import { isOwn } from "../../auth/identity.ts";
import type { Principal } from "../../auth/principal.ts";
import { ProblemError } from "../../problem/problem.ts";
import { listDocuments } from "../../store/document-lists.ts";
import type { Documents } from "../../store/documents.ts";
import { createTurnsByTenant } from "../../turns/turns.ts";
import { callerOf, noteOf, tenantOf, versionOf } from "../caller.ts";
import { type ApiContext, type ApiRoute, run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { toRoutes } from "../route.ts";

/** Written to the store with each version. */
interface StoredView extends z.output<typeof newView> {
  /** For display. */
  readonly owner: string;
  /** Whose it is; absent in views from before identities existed. */
  readonly ownerId?: string | undefined;
}

const prefix = "view/";
/** All that a tenant may have fit. */
const viewBytes = 4_000_000;

type View = StoredView & { readonly id: string; readonly version: number; readonly savedMs: number };

export function viewRoutes({ audit }: { readonly audit: Audit }): readonly ApiRoute[] {
  // Each reads what the one before of its tenant has saved.
  const inTurn = createTurnsByTenant();
  return toRoutes(
    {
      "GET /api/views": (_, context) => list(context),
      "POST /api/views": (_, context) => inTurn(tenantOf(context), async () => create(context, audit)),
      "PUT /api/views/:id": (params, context) =>
        inTurn(tenantOf(context), async () => change(params, context, audit)),
      "DELETE /api/views/:id": (params, context) =>
        inTurn(tenantOf(context), async () => remove(params, context, audit)),
    },
    { audited: true },
  );
}

/** Views that everyone of the tenant sees. */
export async function listSharedViews(
  context: ApiContext,
): Promise<readonly Pick<View, "name" | "path" | "search">[]> {
  return (await findViews(context)).filter(({ shared }) => shared);
}

async function list(context: ApiContext): Promise<ViewsResult> {
  const caller = callerOf(context);
  const all = await findViews(context);
  const { items, truncated } = limitList(
    all
      .filter((view) => isVisible(view, caller))
      .toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
      .map((view) => toSavedView(view, caller)),
    { bytes: viewBytes },
  );
  return {
    views: items,
    truncated,
    mayChange: caller.scope === "admin",
  };
}

async function create(context: ApiContext, audit: Audit): Promise<SavedView> {
  const requested = readNewView(context.request?.body);
  const all = await findViews(context);
  if (all.length >= maxViews)
    throw new ProblemError(
      "VIEWS_FULL",
      `There are ${all.length} saved views, and at most ${maxViews} are kept.`,
      "Delete views that are not used any more.",
    );
  const id = randomBytes(8).toString("hex");
  const { name: owner, identity: ownerId } = callerOf(context);
  return save({ ...requested, id, version: 0, owner, ownerId }, context, audit, "view.create");
}

async function change(
  { id }: ParamsOf<"PUT /api/views/:id">,
  context: ApiContext,
  audit: Audit,
): Promise<SavedView> {
  const requested = readNewView(context.request?.body);
  const { owner, ownerId, version } = await findForChange(id, context);
  return save({ ...requested, id, version, owner, ownerId }, context, audit, "view.change");
}

async function remove(
  { id }: ParamsOf<"DELETE /api/views/:id">,
  context: ApiContext,
  audit: Audit,
): Promise<SavedView> {
  const view = await findForChange(id, context);
  return save(view, context, audit, "view.delete");
}

/** Saves the version after `view.version`, without text when it is deleted. A change that cannot be written to the audit log is not made. */
async function save(
  { id, version, ...view }: Omit<View, "savedMs">,
  context: ApiContext,
  audit: Audit,
  action: "view.create" | "view.change" | "view.delete",
): Promise<SavedView> {
  const { name, path, search, shared, owner, ownerId } = view;
  const text = action === "view.delete" ? "" : JSON.stringify({ name, path, search, shared, owner, ownerId });
  const caller = callerOf(context);
  const note = noteOf(context, { action, target: id, details: { name, path, search, shared } });
  const saved = await audit.change(note, async () => {
    const made = await documentsOf(context).save(`${prefix}${id}`, text, version);
    if (made === undefined) throw changed(name);
    return made;
  });
  return toSavedView({ ...view, id, version: saved.version, savedMs: saved.savedMs }, caller);
}

/** The view, in the version that the caller has read. */
async function findForChange(id: string, context: ApiContext): Promise<View> {
  const version = versionOf(context);
  const caller = callerOf(context);
  const view = (await findViews(context)).find((one) => one.id === id);
  if (view === undefined || !isVisible(view, caller))
    throw new ProblemError(
      "VIEW_UNKNOWN",
      `There is no saved view \`${id}\`.`,
      "See `/api/views` for existing ones.",
    );
  if (view.version !== version) throw changed(view.name);
  return view;
}

async function findViews(context: ApiContext): Promise<readonly View[]> {
  const rows = await listDocuments((name, params) => run(context, name, params), prefix);
  return rows.map(({ document, newest, savedMs, text }) => ({
    ...(JSON.parse(text) as StoredView),
    id: document.slice(prefix.length),
    version: Number(newest),
    savedMs: Number(savedMs),
  }));
}

function isVisible({ shared, ownerId = "" }: StoredView, caller: Principal): boolean {
  return shared || isOwn(ownerId, caller);
}

function toSavedView({ savedMs, ownerId = "", ...view }: View, caller: Principal): SavedView {
  return { ...view, isOwn: isOwn(ownerId, caller), saved: new Date(savedMs).toISOString() };
}

function documentsOf({ documents }: ApiContext): Documents {
  if (documents === undefined) throw new Error("saved views need the documents of the store");
  return documents;
}

function readNewView(body: unknown): z.output<typeof newView> {
  const parsed = newView.safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new ProblemError(
    "BAD_BODY",
    `Cannot save the view${field === "" ? "" : `: \`${field}\` is invalid`}.`,
    'Send `{ "name": "Slow checkouts", "path": "/traces", "search": "?from=-6h&filter=error", "shared": false }` as JSON.',
  );
}

function changed(name: string): ProblemError {
  return new ProblemError(
    "VIEW_CHANGED",
    `The view \`${name}\` has changed since it was read.`,
    "Open the list again, and repeat your change.",
  );
}
