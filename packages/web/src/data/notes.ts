// Notes: writing, editing and deleting them.
import type { NewNote, Note } from "contract";

import { send } from "./client.ts";

/** @throws {ApiError} */
export async function createNote(body: NewNote): Promise<Note> {
  return send("POST /api/notes", { body });
}

/** @throws {ApiError} 412 when the note has changed since it was read. */
export async function changeNote({ id, version }: Note, text: string): Promise<Note> {
  return send("PUT /api/notes/:id", { params: { id }, body: { text }, ifMatch: `"${version}"` });
}

/** @throws {ApiError} 412 when the note has changed since it was read. */
export async function deleteNote({ id, version }: Note): Promise<Note> {
  return send("DELETE /api/notes/:id", { params: { id }, ifMatch: `"${version}"` });
}
