// Stored rules, objectives and silences: one document each, so that two changes at once cannot overwrite each other.
import { randomBytes } from "node:crypto";
import type { ApiQueries } from "../../api/context.ts";
import { listDocuments } from "../../store/document-lists.ts";
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

/** All stored things of the tenant. */
export async function readStored(
  queries: ApiQueries,
  options: NonNullable<Parameters<ApiQueries["run"]>[2]>,
): Promise<readonly StoredThing[]> {
  const rows = await listDocuments((name, params) => queries.run(name, params, options), "alert-");
  return rows.flatMap(({ document, newest, savedMs, text }) => {
    const [, kind, id] = /^alert-(alert|objective|silence)\/(\w+)$/.exec(document) ?? [];
    if (kind === undefined || id === undefined) return [];
    const { content, savedBy } = JSON.parse(text) as Pick<StoredThing, "content" | "savedBy">;
    return [
      { kind: kind as ThingKind, id, version: Number(newest), savedMs: Number(savedMs), savedBy, content },
    ];
  });
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
