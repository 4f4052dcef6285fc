// Uploaded source maps, and stacks in terms of the sources.
import { z } from "zod";
import { expected, pageFields, text } from "./fields.ts";
import { pageOf } from "./query.ts";
import { maxSourceMapParts, sourceMapPartBytes } from "./source-map-parts.ts";
import type { Body, In, Out, Routes } from "./route.ts";

const debugIdForm = expected(
  "a UUID",
  "Pass the debug id of the map, for example `85314830-023f-4cf1-a267-535f4e37bb17`.",
);

/** The debug id of a file and its map, as a UUID in lower case; 32 hex digits without dashes are accepted. */
export const debugId = z
  .string(debugIdForm)
  .max(36, debugIdForm)
  .toLowerCase()
  .regex(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/, debugIdForm)
  .transform((id) => id.replaceAll("-", "").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));

const name = z.string().trim().max(200).default("");

export const newSourceMapPart = z
  .strictObject({
    debugId,
    file: z
      .string()
      .trim()
      .min(1)
      .max(1024)
      .describe("Path of the generated file, as it ends in stacks: `assets/index-4f2a.js`."),
    release: name.describe("`service.version` of the release; empty: any."),
    service: name.describe("`service.name`; empty: any."),
    part: z.int().min(0),
    parts: z.int().min(1).max(maxSourceMapParts),
    content: z
      .base64()
      .max((sourceMapPartBytes / 3) * 4)
      .describe("This part of the gzipped map, in base64."),
  })
  .refine(({ part, parts }) => part < parts, { path: ["part"], message: "expected less than `parts`" })
  .meta({ id: "NewSourceMapPart" });
export type NewSourceMapPart = Body<typeof newSourceMapPart>;

export const sourceMapInfo = z
  .object({
    debugId: z.string(),
    file: z.string(),
    release: z.string(),
    service: z.string(),
    bytes: z.number().describe("Stored bytes of the map: gzipped."),
    uploaded: z.string(),
    complete: z.boolean().describe("Whether all parts of the map were received."),
  })
  .meta({ id: "SourceMapInfo", description: "A source map, and the file of a release that it belongs to." });
export type SourceMapInfo = Out<typeof sourceMapInfo>;

export const uploadedSourceMap = sourceMapInfo
  .extend({ known: z.boolean().describe("Whether the console had the map: further parts need not be sent.") })
  .meta({ id: "UploadedSourceMap" });
export type UploadedSourceMap = Out<typeof uploadedSourceMap>;

export const sourceMapsResult = z
  .object({
    ...pageOf(sourceMapInfo),
    usedBytes: z.number().describe("Stored bytes of all maps."),
    maxBytes: z.number().describe("Over this size, uploads remove the oldest maps."),
  })
  .meta({ id: "SourceMapsResult" });
export type SourceMapsResult = Out<typeof sourceMapsResult>;

export const removedSourceMaps = z
  .object({ removed: z.number().describe("Entries of the list that were removed.") })
  .meta({ id: "RemovedSourceMaps" });
export type RemovedSourceMaps = Out<typeof removedSourceMaps>;

export const sourceContext = z
  .object({ firstLine: z.number(), lines: z.array(z.string()) })
  .meta({ id: "SourceContext", description: "Lines of the source around the position." });
export type SourceContext = Out<typeof sourceContext>;

export const originalFrame = z
  .object({
    source: z.string(),
    line: z.number().describe("From 1, as `column`."),
    column: z.number(),
    functionName: z.string().describe("As the source names it; empty when the map does not say."),
    ignored: z.boolean().describe("Whether the map lists the source as third-party code (`ignoreList`)."),
    context: sourceContext.nullable().describe("`null` when the map contains no source text."),
  })
  .meta({ id: "OriginalFrame" });
export type OriginalFrame = Out<typeof originalFrame>;

/** Why a frame has no position in a source. */
export const missingReason = z
  .enum(["no-debug-id", "not-uploaded", "not-in-map", "unreadable"])
  .meta({ id: "MissingSource" });
export type MissingSource = Out<typeof missingReason>;

export const stackFrame = z
  .object({
    functionName: z.string().describe("As recorded; empty for anonymous code."),
    file: z.string(),
    line: z.number().describe("From 1, as `column`; 0 when unknown."),
    column: z.number(),
    application: z.boolean().describe("Not of Node.js, a browser extension or an installed package."),
    original: originalFrame.nullable(),
    missing: missingReason.nullable().describe("Why `original` is `null`; `null` for code without a map."),
  })
  .meta({ id: "StackFrame" });
export type StackFrame = Out<typeof stackFrame>;

export const codeOrigin = z
  .object({
    service: z.string(),
    version: z.string(),
    repository: z.string().describe("`vcs.repository.url.full` of the resource, as sent; empty without it."),
    commit: z.string().describe("`vcs.ref.head.revision` of the resource, as sent; empty without it."),
  })
  .meta({ id: "CodeOrigin", description: "Which code ran, as its sender says." });
export type CodeOrigin = Out<typeof codeOrigin>;

export const stackFrames = z
  .object({
    stacks: z
      .array(z.object({ title: z.string(), frames: z.array(stackFrame) }))
      .describe("The error first, then its causes. At most 200 frames."),
    text: z.string().describe("The stack as recorded."),
    origin: codeOrigin,
  })
  .meta({ id: "StackFrames" });
export type StackFrames = Out<typeof stackFrames>;

const sourceMapsQuery = {
  ...pageFields,
  release: text,
  service: text,
  debugId: debugId.optional(),
};
export type SourceMapsQuery = In<typeof sourceMapsQuery>;

export const sourceMapRoutes = {
  "GET /api/sourcemaps": {
    summary: "Lists uploaded source maps, newest first.",
    query: sourceMapsQuery,
    result: sourceMapsResult,
  },
  "POST /api/sourcemaps": {
    summary: "Uploads a part of a source map.",
    description:
      "`telltale sourcemaps upload DIR` calls this route. A map is gzipped and cut into parts of at most 720,000 bytes. A part that is sent twice is stored once. A map is removed 400 days after its upload (`--retain business=…`), or earlier when the maps of the tenant exceed 1 GiB.",
    access: "ingest",
    body: newSourceMapPart,
    result: uploadedSourceMap,
  },
  "DELETE /api/sourcemaps/:debugId": {
    summary: "Removes a source map from all releases.",
    params: { debugId },
    result: removedSourceMaps,
  },
  "GET /api/logs/:id/frames": {
    summary:
      "Returns the stack of a log record as frames, with positions and lines of the sources where source maps were uploaded.",
    description: "`id` is that of a log record, or of an error of a span in `GET /api/errors/{fingerprint}`.",
    result: stackFrames,
  },
} satisfies Routes;
