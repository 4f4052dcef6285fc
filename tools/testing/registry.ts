// A registry of packages on this machine, which keeps what it gets and serves it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

interface PackageDocument {
  readonly "dist-tags": Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly repository?: unknown }>>;
  readonly _attachments?: Readonly<Record<string, { readonly data: string }>>;
}

export interface Registry {
  readonly url: string;
  readonly kept: Map<string, PackageDocument>;
  /** The name of a package that is refused. */
  refused?: string;
  stop(): void;
}

/** Starts one on a free port. Tarballs are those of the last version that it got of a package. */
export async function startRegistry(): Promise<Registry> {
  const kept = new Map<string, PackageDocument>();
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent((request.url ?? "").slice(1).split("?", 1)[0]!);
    const answer = (status: number, body: unknown): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const [ofPackage = "", file] = name.split("/-/");
    if (request.method !== "PUT") {
      const found = kept.get(ofPackage);
      if (found === undefined) return answer(404, { error: "not found" });
      if (file === undefined) return answer(200, { name, ...found, _attachments: undefined });
      const [tarball] = Object.values(found._attachments ?? {});
      return void response.end(Buffer.from(tarball?.data ?? "", "base64"));
    }
    const document = (await json(request)) as PackageDocument;
    if (name === registry.refused) return answer(403, { error: "refused" });
    kept.set(name, document);
    return answer(201, { ok: true });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const registry: Registry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    kept,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  return registry;
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
