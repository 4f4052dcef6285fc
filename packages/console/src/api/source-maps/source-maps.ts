// GET, POST and DELETE /api/sourcemaps: uploaded source maps. Storage is bounded: over its limit, the oldest maps of the tenant go.
import {
  newSourceMapPart,
  type ParamsOf,
  type RemovedSourceMaps,
  type SourceMapInfo,
  type SourceMapsResult,
  sourceMapPartBytes,
  type UploadedSourceMap,
} from "contract";
import type { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import type { SourceMapStore } from "../../store/source-maps.ts";
import { type ApiContext, run } from "../context.ts";
import { wholeKey } from "../params/cursor.ts";
import { by, definePageKey } from "../params/page-key.ts";
import { storageLimits, toRemove } from "./storage-limits.ts";

interface MapColumns extends Omit<SourceMapInfo, "bytes" | "uploaded" | "complete"> {
  readonly seconds: string;
  readonly entry: string;
  readonly bytes: string;
  readonly complete: number | boolean;
}

interface SizeColumns {
  readonly debugId: string;
  readonly bytes: string;
  readonly parts: string;
  readonly fresh: number | boolean;
}

const pageKey = definePageKey<MapColumns>({
  cursorSeconds: by(wholeKey, ({ seconds }) => seconds),
  cursorEntry: by(wholeKey, ({ entry }) => entry),
});

export async function listSourceMaps(
  { limit, cursor, ...conditions }: ParamsOf<"GET /api/sourcemaps">,
  context: ApiContext,
): Promise<SourceMapsResult> {
  const after = pageKey.read(cursor).params;
  const [rows, sizes] = await Promise.all([
    run<MapColumns>(context, "source-map-list", {
      ...conditions,
      ...after,
      limit: limit + 1,
    }),
    run<SizeColumns>(context, "source-map-sizes", {}),
  ]);
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    items: page.map(toInfo),
    nextCursor,
    usedBytes: sizes.reduce((sum, { bytes }) => sum + Number(bytes), 0),
    maxBytes: storageLimits.bytes,
  };
}

/** The file of the release is stored with each part, so that the first part is enough for a map that the store has. */
export async function addSourceMapPart(_: unknown, context: ApiContext): Promise<UploadedSourceMap> {
  const store = storeOf(context);
  const { content: text, ...part } = readBody(context.request?.body);
  const content = readContent(text, part.part);
  const before = await sizeOf(part.debugId, context);
  const isKnown = before !== undefined && Boolean(before.fresh) && Number(before.parts) >= part.parts;
  if (isKnown) {
    await store.add(part);
    return { ...toUploaded(part, before, context), known: true };
  }
  await store.add({ ...part, content });
  const info = toUploaded(part, await sizeOf(part.debugId, context), context);
  await removeOldest(part.debugId, store, context);
  return { ...info, known: false };
}

type PartHeader = Omit<z.output<typeof newSourceMapPart>, "content">;

function readContent(text: string, part: number): Buffer {
  const content = Buffer.from(text, "base64");
  if (content.length === 0 || content.length > sourceMapPartBytes)
    throw bad(`\`content\`: expected 1 to ${sourceMapPartBytes} bytes`);
  if (part === 0 && (content[0] !== 0x1f || content[1] !== 0x8b))
    throw bad("`content`: expected a gzipped source map");
  return content;
}

function toUploaded(
  { debugId, file, release, service, parts }: PartHeader,
  size: SizeColumns | undefined,
  context: ApiContext,
): SourceMapInfo {
  const { bytes = "0", parts: stored = "0" } = size ?? {};
  return {
    debugId,
    file,
    release,
    service,
    bytes: Number(bytes),
    uploaded: new Date(context.nowMs()).toISOString(),
    complete: Number(stored) >= parts,
  };
}

export async function removeSourceMap(
  { debugId }: ParamsOf<"DELETE /api/sourcemaps/:debugId">,
  context: ApiContext,
): Promise<RemovedSourceMaps> {
  const rows = await run<MapColumns>(context, "source-map-list", { debugId, limit: 10_000 });
  if (rows.length === 0)
    throw new ProblemError(
      "SOURCE_MAP_UNKNOWN",
      `There is no source map with the debug id \`${debugId}\`.`,
      "See `/api/sourcemaps` for uploaded maps.",
    );
  await storeOf(context).remove([debugId]);
  return { removed: rows.length };
}

async function sizeOf(debugId: string, context: ApiContext): Promise<SizeColumns | undefined> {
  const [row] = await run<SizeColumns>(context, "source-map-sizes", { debugId });
  return row;
}

async function removeOldest(uploaded: string, store: SourceMapStore, context: ApiContext): Promise<void> {
  const sizes = await run<SizeColumns>(context, "source-map-sizes", {});
  await store.remove(
    toRemove(
      sizes.map((row) => ({ ...row, bytes: Number(row.bytes) })),
      uploaded,
    ),
  );
}

function toInfo({ debugId, file, release, service, ...row }: MapColumns): SourceMapInfo {
  return {
    debugId,
    file,
    release,
    service,
    bytes: Number(row.bytes),
    complete: Boolean(row.complete),
    uploaded: new Date(Number(row.seconds) * 1000).toISOString(),
  };
}

function storeOf({ sourceMaps }: ApiContext): SourceMapStore {
  if (sourceMaps === undefined) throw new Error("source maps need a store that can be written");
  return sourceMaps;
}

function readBody(body: unknown): z.output<typeof newSourceMapPart> {
  const parsed = newSourceMapPart.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw bad(`${path.length === 0 ? "the body" : `\`${path.join(".")}\``}: ${message.split("\n", 1)[0]}`);
}

function bad(what: string): ProblemError {
  return new ProblemError(
    "BAD_SOURCE_MAP",
    `Cannot store the source map because of ${what}.`,
    "Use `telltale sourcemaps upload DIR`, or send what the reference of the API describes.",
  );
}
