// A registry of packages on this machine: it serves files of packages and what npm publishes to it, and redirects for all others.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

interface PackageDocument {
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly repository?: unknown }>>;
  /** Tarballs by file name, in base64. */
  readonly _attachments?: Readonly<Record<string, { readonly data: string }>>;
}

export interface Registry {
  readonly url: string;
  readonly kept: Map<string, PackageDocument>;
  /** The name of a package that is refused. */
  refused?: string;
  /** Serves a file that `npm pack` wrote, as the latest version of its package. */
  add(tarball: string): void;
  stop(): void;
}

export interface RegistryOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** URL of the registry that has all other packages; absent: they are not found. */
  readonly upstream?: string;
  /** Whether it takes what npm publishes. */
  readonly canPublish?: boolean;
}

/** Starts one on the loopback address. */
export async function startRegistry({
  port = 0,
  upstream,
  canPublish = false,
}: RegistryOptions = {}): Promise<Registry> {
  const kept = new Map<string, PackageDocument>();
  type Answer = (status: number, body: unknown) => void;
  const server = createServer((request, response) => {
    const answer: Answer = (status, body) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    handle(request, response, answer).catch((error: unknown) => answer(400, { error: String(error) }));
  });
  async function handle(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    const place = (request.url ?? "").slice(1);
    const name = decodeURIComponent(place.split("?", 1)[0]!);
    const [ofPackage = "", file] = name.split("/-/");
    if (request.method === "PUT") {
      if (!canPublish) return answer(405, { error: "this registry takes no packages" });
      const document = (await json(request)) as PackageDocument;
      if (name === registry.refused) return answer(403, { error: "refused" });
      kept.set(name, document);
      return answer(201, { ok: true });
    }
    const found = kept.get(ofPackage);
    if (found === undefined && upstream !== undefined)
      return void response
        .writeHead(307, { location: new URL(place, `${upstream.replace(/\/$/, "")}/`).href })
        .end();
    if (found === undefined) return answer(404, { error: "not found" });
    if (file === undefined) return answer(200, { name, ...found, _attachments: undefined });
    const tarball = new Map(Object.entries(found._attachments ?? {})).get(file);
    if (tarball === undefined) return answer(404, { error: "not found" });
    return void response.end(Buffer.from(tarball.data, "base64"));
  }
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const registry: Registry = {
    url,
    kept,
    add(tarball) {
      const { name, version, document } = documentOf(tarball, url);
      const before = kept.get(name);
      kept.set(name, {
        "dist-tags": { latest: version },
        versions: { ...before?.versions, ...document.versions },
        _attachments: { ...before?._attachments, ...document._attachments },
      });
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return registry;
}

/** What a registry at `url` keeps of a package's file. */
function documentOf(
  tarball: string,
  url: string,
): { readonly name: string; readonly version: string; readonly document: PackageDocument } {
  const text = execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" });
  const manifest = JSON.parse(text) as { readonly name: string; readonly version: string };
  const { name, version } = manifest;
  const bytes = readFileSync(tarball);
  const file = `${name}-${version}.tgz`;
  const dist = {
    tarball: `${url}${name}/-/${file}`,
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    shasum: createHash("sha1").update(bytes).digest("hex"),
  };
  return {
    name,
    version,
    document: {
      "dist-tags": { latest: version },
      versions: { [version]: { ...manifest, dist } as object },
      _attachments: { [file]: { data: bytes.toString("base64") } },
    },
  };
}

/** Variables with which npm knows only the registry at `url`, with its cache in `folder`. */
export function npmOnly(url: string, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: folder,
    npm_config_cache: `${folder}/cache`,
    npm_config_registry: url,
    [`npm_config_${url.slice("http:".length)}:_authToken`]: "a token that only tests have",
    npm_config_fetch_retries: "0",
    npm_config_update_notifier: "false",
  };
}
