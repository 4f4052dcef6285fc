// Saved views: saving, changing and deleting them.
import type { NewView, SavedView } from "contract";

import { send } from "./client.ts";

/** @throws {ApiError} */
export async function createView(body: NewView): Promise<SavedView> {
  return send("POST /api/views", { body });
}

/** @throws {ApiError} 412 when the view has changed since it was read. */
export async function changeView(view: SavedView, part: Partial<NewView>): Promise<SavedView> {
  const { id, version, name, path, search, shared } = view;
  const body = { name, path, search, shared, ...part };
  return send("PUT /api/views/:id", { params: { id }, body, ifMatch: `"${version}"` });
}

/** @throws {ApiError} 412 when the view has changed since it was read. */
export async function deleteView({ id, version }: SavedView): Promise<SavedView> {
  return send("DELETE /api/views/:id", { params: { id }, ifMatch: `"${version}"` });
}
