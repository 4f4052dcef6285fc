// Imports of files over HTTP: `POST /api/import` reads the body while it arrives, `GET /api/imports/:id` says how far it is.
import { maxImportBytes, routes } from "contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { RawParams } from "../api/context.ts";
import { readParams } from "../api/params/params.ts";
import type { Audit } from "../auth/audit.ts";
import { actorOf } from "../auth/principal.ts";
import { readUpload, tooLarge } from "../import/read-upload.ts";
import { createUploads, toImportResult, type Upload } from "../import/uploads.ts";
import { ProblemError } from "../problem/problem.ts";
import type { Intake } from "../receive/intake.ts";
import { sendProblem, toProblem } from "./problem.ts";
import { serve } from "./serve.ts";
import { closeUpload, openUploadBody, type UploadTimes } from "./upload-body.ts";

export interface ImportOptions {
  readonly intake: Intake;
  readonly audit: Audit;
  readonly imports?: ImportPlace | undefined;
}

/** Of a console that receives telemetry. */
export interface ImportPlace {
  /** For files that cannot be read as a stream. */
  readonly folder: string;
  /** For tests. */
  readonly maxBytes?: number;
  /** For tests. */
  readonly times?: UploadTimes;
}

const query = z.object(routes["POST /api/import"].query);

/** Registers the routes. */
export function registerImports(app: FastifyInstance, options: ImportOptions): void {
  const uploads = createUploads();
  void app.register(async (scope) => {
    // The handler reads the stream itself, with limits of its own.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    // Also of what was refused before the handler: browsers read no answer while they send, unless the connection stays open.
    scope.addHook("onResponse", async ({ raw }) => closeUpload(raw, options.imports?.times));
    serve(scope, "POST /api/import", async (request, reply) => {
      const place = placeOf(options);
      const { maxBytes = maxImportBytes } = place;
      if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
      const { id, name = "" } = readParams(query, request.query as RawParams);
      const upload = uploads.begin({ id, name, holder: request.principal });
      await take(upload, request, place, options);
      return answer(upload, request, reply);
    });
  });
  serve(app, "GET /api/imports/:id", async ({ params, principal }, reply) => {
    reply.header("cache-control", "no-store");
    return toImportResult(uploads.find((params as { readonly id: string }).id, principal));
  });
}

function placeOf({ imports }: ImportOptions): ImportPlace {
  if (imports !== undefined) return imports;
  throw new ProblemError(
    "IMPORT_NOT_SUPPORTED",
    "This console receives no telemetry, because of its role.",
    "Use the page of a console that does, or `telltale-console import FILE --otlp URL`.",
  );
}

async function take(
  upload: Upload,
  request: FastifyRequest,
  { folder, maxBytes, times }: ImportPlace,
  { intake, audit }: ImportOptions,
): Promise<void> {
  const { raw, principal, ip: address } = request;
  const note = { ...actorOf(principal), target: upload.name, address };
  const body = openUploadBody(raw, request.accessEnded, times);
  try {
    await audit.record({ ...note, action: "import.start", details: { id: upload.id } });
    const { content, signal } = body;
    const { socket: connection } = raw;
    await readUpload(upload, content, {
      intake,
      sender: principal,
      connection,
      signal,
      folder,
      maxBytes,
      nowMs: Date.now(),
    });
  } catch (error) {
    if (upload.state === "running") upload.state = "failed";
    throw error;
  } finally {
    body.end();
    await audit.record({ ...note, action: "import.end", details: detailsOf(upload) }).catch((err: unknown) =>
      // What it did is stored, and that it began is in the audit log.
      request.log.error({ err, import: upload.id }, "cannot write the end of an import to the audit log"),
    );
  }
}

function detailsOf(upload: Upload): Readonly<Record<string, string | number>> {
  const { id, state, format, bytes, stored, rejected } = toImportResult(upload);
  return { id, state, format: format ?? "", bytes, ...stored, rejected };
}

function answer(upload: Upload, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const result = toImportResult(upload);
  if (upload.problem !== undefined) {
    sendProblem(reply, { ...toProblem(upload.problem, request.id), import: result });
    return reply;
  }
  reply.header("cache-control", "no-store");
  return reply.send(result);
}
