// Sends files to be imported, and asks how far they are.
import type { ImportResult } from "contract";

import { request, sendFile } from "./client.ts";

/** Resolves when the whole file is stored. @throws {ApiError} whose problem has what was stored before, as `import`. */
export async function importFile(file: File, id: string, signal: AbortSignal): Promise<ImportResult> {
  return sendFile("POST /api/import", file, { id, name: file.name.slice(0, 255) }, signal);
}

/** @throws {ApiError} for an import that has not begun: 429 `IMPORTS_BUSY` while no import slot is free, otherwise 404. */
export async function readImport(id: string, signal?: AbortSignal): Promise<ImportResult> {
  return request("/api/imports/:id", { params: { id } }, signal);
}
