// The built page: its files as they are, and index.html for every address that the page itself understands.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ProblemError } from "../problem/problem.ts";
import { contentSecurityPolicy, noncePlace } from "./security-headers.ts";

/** Where the build of packages/web is. */
export function findWebDirectory(): string {
  return builtFolder("web");
}

/** A folder of files that were built into this package: beside the bundle, in `dist` when running from source. */
export function builtFolder(name: string): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "package.json")) && dirname(directory) !== directory)
    directory = dirname(directory);
  return join(directory, "dist", name);
}

/** Answers every GET that no other route took. */
export async function registerAssets(app: FastifyInstance, webDirectory: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: webDirectory,
    serve: false,
    index: false,
    decorateReply: true,
    // the build writes `NAME.br` beside scripts and styles
    preCompressed: true,
    suppressConfigurationWarnings: true,
  } as never);
  app.get("/*", (request, reply) => serveAsset(request, reply, webDirectory));
}

function serveAsset(request: FastifyRequest, reply: FastifyReply, webDirectory: string): FastifyReply {
  const path = pathOf(request.url);
  if (path.startsWith("/api/")) {
    throw new ProblemError(
      "UNKNOWN_PATH",
      `There is no page ${path}.`,
      "See /api/openapi.json or the documentation of the API for what there is.",
    );
  }
  if (isFile(webDirectory, path)) return sendFile(reply, path, webDirectory);
  if (path.startsWith("/assets/"))
    throw new ProblemError(
      "UNKNOWN_FILE",
      `The page has no file ${path}.`,
      "Load the page again: a newer version may be installed.",
    );
  return servePage(reply, webDirectory);
}

/**
 * Answers with the page itself, whatever the address; it knows what to show there. Its scripts and styles carry a nonce that is for
 * this answer alone, so it is never kept.
 */
export function servePage(reply: FastifyReply, webDirectory: string): FastifyReply {
  if (!isFile(webDirectory, "/index.html"))
    return reply.code(503).type("text/plain; charset=utf-8").send(withoutPage(webDirectory));
  const nonce = randomBytes(16).toString("base64");
  const page = readFileSync(join(webDirectory, "index.html"), "utf8").replaceAll(noncePlace, nonce);
  return reply
    .header("cache-control", "no-store")
    .header("content-security-policy", contentSecurityPolicy(nonce))
    .type("text/html; charset=utf-8")
    .send(page);
}

/** Answers with a file of a build. Those in `assets` have a hash of their content in their names, and are kept for ever. */
export function sendFile(reply: FastifyReply, path: string, directory: string): FastifyReply {
  const hashed = path.startsWith("/assets/");
  // caches between keep the compressed and the plain file apart
  return reply
    .header("vary", "accept-encoding")
    .sendFile(
      path.slice(1),
      directory,
      hashed ? { maxAge: "365d", immutable: true } : { maxAge: 0, cacheControl: true },
    );
}

/** The path of an address, decoded. @throws {ProblemError} 400 `BAD_URL` */
export function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.split("?", 1)[0]!);
  } catch {
    throw new ProblemError(
      "BAD_URL",
      `Cannot read the address ${url}.`,
      "Encode special characters of the address as %XX.",
    );
  }
}

/** Whether `path` is a file in `directory`, and not outside of it. */
export function isFile(directory: string, path: string): boolean {
  if (path.includes("\0") || path === "/") return false;
  const file = normalize(join(directory, path));
  return file.startsWith(directory + sep) && existsSync(file) && statSync(file).isFile();
}

function withoutPage(webDirectory: string): string {
  return `The Telltale console is running, but its page has not been built.

Expected it at ${webDirectory}.
From the sources:  npm run build
Then load this address again; telemetry is being received meanwhile, and the API answers at /api/stats.
`;
}
