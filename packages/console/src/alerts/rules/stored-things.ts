// Stored rules, objectives and silences: one document each, so that two changes at once cannot overwrite each other.
import { randomBytes } from "node:crypto";
import type { ApiQueries } from "../../api/context.ts";
import type { Documents } from "../../store/documents.ts";

export type ThingKind = "alert" | "objective" | "silence";

/** The content as people wrote it, with who saved it. */
export interface StoredThing {
  readonly kind: ThingKind;
  readonly id: string;
  readonly version: number;
  readonly savedMs: number;
  readonly savedBy: string;
  readonly content: Readonly<Record<string, unknown>>;
}

interface DocumentRow {
  readonly document: string;
  readonly newest: string;
  readonly savedMs: string;
  readonly text: string;
}

/** All stored things of the tenant. */
export async function readStored(queries: ApiQueries, signal?: AbortSignal): Promise<readonly StoredThing[]> {
  const rows = await queries.run<DocumentRow>("alert-documents", {}, { signal });
  return rows.flatMap(({ document, newest, savedMs, text }) => {
    const [, kind, id] = /^alert-(alert|objective|silence)\/(\w+)$/.exec(document) ?? [];
    if (kind === undefined || id === undefined) return [];
    const { content, savedBy } = JSON.parse(text) as Pick<StoredThing, "content" | "savedBy">;
    return [
      { kind: kind as ThingKind, id, version: Number(newest), savedMs: Number(savedMs), savedBy, content },
    ];
  });
}

/** A text that differs after each change of stored things. */
export async function storedState(queries: ApiQueries, signal?: AbortSignal): Promise<string> {
  const rows = await queries.run<{ state: string }>(
    "alert-documents-state",
    {},
    { signal, priority: "background" },
  );
  return rows[0]?.state ?? "";
}

export function newThingId(): string {
  return randomBytes(8).toString("hex");
}

/** Saves the version after `after`; without content it is deleted. Undefined when the thing has changed since, and nothing was saved. */
export async function saveThing(
  documents: Documents,
  { kind, id }: Pick<StoredThing, "kind" | "id">,
  what: { readonly content: StoredThing["content"]; readonly savedBy: string } | undefined,
  after: number,
): Promise<{ readonly version: number; readonly savedMs: number } | undefined> {
  const body = what === undefined ? "" : JSON.stringify({ content: what.content, savedBy: what.savedBy });
  return documents.save(`alert-${kind}/${id}`, body, after);
}
