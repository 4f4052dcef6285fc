// The documentation at /docs: the files of the built site as they are. Like the pages, it needs the scope `read` where the console
// requires authentication.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { builtFolder, isFile, pathOf, sendFile } from "./assets.ts";

const prefix = "/docs/";

/** Where the build of the documentation is. */
export function findDocsDirectory(): string {
  return builtFolder("docs");
}

/** Answers every GET below /docs. The files of the pages have to be registered before. */
export function registerDocs(app: FastifyInstance, docsDirectory: string): void {
  // Links of the site are relative: without the slash they would lead elsewhere.
  app.get("/docs", (_request, reply) => reply.redirect(prefix, 308));
  app.get("/docs/*", (request, reply) => serveDocs(request, reply, docsDirectory));
}

function serveDocs(request: FastifyRequest, reply: FastifyReply, directory: string): FastifyReply {
  if (!isFile(directory, "/index.html"))
    return reply.code(503).type("text/plain; charset=utf-8").send(withoutDocs(directory));
  const path = pathOf(request.url).slice(prefix.length - 1);
  const file = path === "/" ? "/index.html" : path;
  if (isFile(directory, file)) return sendFile(reply, file, directory);
  return reply
    .code(404)
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(readFileSync(join(directory, "404.html"), "utf8"));
}

function withoutDocs(directory: string): string {
  return `The documentation has not been built.

Expected it at ${directory}.
From the sources:  npm run docs
Its text is in the folder docs of the sources, too.
`;
}
