// @module-tag extended
// A real registry (Debian's docker-registry): images are pushed to it and pulled from it, behind a proxy that can be made to fail.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { end } from "../../../tools/child.ts";
import { findDockerRegistry } from "../../../tools/docker-registry.ts";
import { cacheWith, inspect, outputOf, runCommand, temporaryFolder } from "./build-command.ts";
import { builtImages } from "./built-images.ts";

const { layout } = await builtImages();
const small = ["--versions", "24", "--variants", "ours", "--tag-prefix", ""];
const registryProgram = layout === undefined ? undefined : dockerRegistryOrSkip();
const fast = ["--retry-delay", "1"];

describe.skipIf(registryProgram === undefined)("--registry", () => {
  test("pushes images that skopeo pulls, with a base image that the next build pulls", async () => {
    const registry = await startRegistry();
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    const args = [...small, "--registry", `${registry}/team`, "--image-name", "telltale/node"];
    const pushed = await runCommand([...args, "--output", `oci:${first}`]);
    expect(pushed).toMatchObject({ code: 0 });
    const { Digest } = inspect(`docker://${registry}/team/telltale/node:node24`, "--tls-verify=false");
    expect(pushed.stdout).toContain(Digest);
    const pulled = path.join(temporaryFolder(), "pulled");
    outputOf(
      "skopeo",
      "copy",
      "--src-tls-verify=false",
      `docker://${registry}/team/telltale/node:node24`,
      `oci:${pulled}:node24`,
    );
    expect(inspect(`oci:${pulled}:node24`).Digest).toBe(Digest);

    // as on a machine without apt: without the registry it fails
    const apt = path.join(temporaryFolder(), "apt.conf");
    writeFileSync(apt, 'Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "/dev/null";');
    const without = { env: { TELLTALE_IMAGES_CACHE: cacheWith("npm"), APT_CONFIG: apt } };
    const alone = await runCommand([...small, "--output", `oci:${second}`], without);
    expect(alone).toMatchObject({ code: 1 });
    expect(alone.stdout).toContain("apt-get cannot download `busybox-static` for ");
    const again = await runCommand([...args, "--output", `oci:${second}`], without);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toBe(pushed.stdout);
  });

  test.each(["cut", "cut upload", 503] as const)(
    "retries a network error (%s), and ends well if fewer than --retries fail",
    async (failure) => {
      const registry = await startRegistry();
      const proxy = await startProxy(
        registry,
        Array.from({ length: 2 }, () => failure),
      );
      const output = `oci:${temporaryFolder()}`;
      const args = [...small, ...fast, "--registry", proxy.host, "--output", output, "--retries", "2"];
      const ended = await runCommand(args);
      expect(ended).toMatchObject({ code: 0 });
      expect(ended.stderr).toContain("retry 2 of 2 in 1 ms");
      // without the proxy, which waits as long as this process does
      const image = `docker://${registry}/telltale:node24`;
      outputOf("skopeo", "copy", "--quiet", "--src-tls-verify=false", image, `dir:${temporaryFolder()}`);
    },
  );

  test("fails if more than --retries fail, says so, and leaves the layout", async () => {
    const registry = await startRegistry();
    const base = await runCommand([...small, "--registry", registry, "--output", `oci:${temporaryFolder()}`]);
    expect(base).toMatchObject({ code: 0 });
    const proxy = await startProxy(
      registry,
      Array.from({ length: 1000 }, () => "cut" as const),
    );
    const args = [...small, ...fast, "--registry", proxy.host, "--retries", "1"];
    const ended = await runCommand([...args, "--output", `oci:${temporaryFolder()}`]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/failed \(1\):\n {2}node24: Cannot reach 127\.0\.0\.1:\d+: /);
    expect(ended.stderr).toContain("retry 1 of 1 in 1 ms");
  });

  test("does not retry what the registry answers", async () => {
    const registry = await startRegistry();
    const proxy = await startProxy(
      registry,
      Array.from({ length: 1000 }, () => 403 as const),
    );
    const args = [...small, ...fast, "--versions", "24", "--registry", proxy.host];
    const ended = await runCommand([...args, "--output", `oci:${temporaryFolder()}`]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("answered 403 to GET");
    expect(ended.stderr).not.toContain("retry");
    // the base image of node24; `all` is not tried
    expect(proxy.asked).toHaveLength(1);
  });

  test.each(["Basic", "Bearer"] as const)("logs in with what `docker login` stored: %s", async (kind) => {
    const registry = await startRegistry();
    const proxy = await startProxy(registry, [], kind);
    const args = [...small, ...fast, "--registry", proxy.host, "--output", `oci:${temporaryFolder()}`];
    const config = temporaryFolder();
    const refused = await runCommand(args, { env: { DOCKER_CONFIG: config } });
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("answered 401");
    const auths = { [proxy.host]: { auth: credentials } };
    writeFileSync(path.join(config, "config.json"), JSON.stringify({ auths }));
    expect(await runCommand(args, { env: { DOCKER_CONFIG: config } })).toMatchObject({ code: 0 });
  });

  test.each(["https://", "a b", "registry.example/Team!", "$(touch x)"])("refuses %s", async (host) => {
    const ended = await runCommand([...small, "--registry", host]);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain("Expected a host");
  });
});

function dockerRegistryOrSkip(): string | undefined {
  const program = findDockerRegistry();
  if (program === undefined && process.env["TELLTALE_SERVICES"] === "required")
    throw new Error("Debian's package docker-registry cannot be fetched, and TELLTALE_SERVICES=required");
  return program;
}

/** Starts an empty registry at a port that the system chooses; returns its host. */
async function startRegistry(): Promise<string> {
  const folder = temporaryFolder();
  const config = {
    version: "0.1",
    // it logs the port
    log: { level: "info", formatter: "json" },
    storage: { filesystem: { rootdirectory: path.join(folder, "data") } },
    http: { addr: "127.0.0.1:0" },
  };
  mkdirSync(path.join(folder, "data"));
  const file = path.join(folder, "config.yml");
  // JSON is YAML
  writeFileSync(file, JSON.stringify(config));
  // variables with this prefix would replace settings
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("REGISTRY_")),
  );
  const child = spawn(registryProgram ?? "", ["serve", file], { stdio: ["ignore", "ignore", "pipe"], env });
  onTestFinished(async () => void (await end(child, "SIGKILL")));
  let logged = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (logged = (logged + text).slice(-10_000)));
  const listening = /listening on (127\.0\.0\.1:\d+)/;
  await expect.poll(() => logged, { timeout: 60_000 }).toMatch(listening);
  const [, host = ""] = listening.exec(logged) ?? [];
  await expect
    .poll(async () => (await fetch(`http://${host}/v2/`).catch(() => undefined))?.status, { timeout: 60_000 })
    .toBe(200);
  return host;
}

interface Proxy {
  readonly host: string;
  /** `GET /v2/…` of each request. */
  readonly asked: readonly string[];
}

// `user:password`
const credentials = "dXNlcjpwYXNzd29yZA==";
const token = "a-token-that-only-tests-have";

/** Passes requests on to `registry`: the first requests fail as `failures` say, and `login` is required if it is given. */
async function startProxy(
  registry: string,
  failures: readonly ("cut" | "cut upload" | 403 | 503)[],
  login?: "Basic" | "Bearer",
): Promise<Proxy> {
  const asked: string[] = [];
  let uploads = 0;
  const server = createServer((incoming, response) => {
    const isUpload = incoming.method === "PUT" && incoming.url?.includes("/blobs/uploads/") === true;
    const failure = failures[failures[0] === "cut upload" ? uploads : asked.length];
    asked.push(`${incoming.method} ${incoming.url}`);
    if (isUpload) uploads++;
    const { authorization, host } = incoming.headers;
    if (failure === "cut") return void incoming.socket.destroy();
    if (failure === "cut upload") {
      if (isUpload) return cutUpload(registry, incoming);
    } else if (failure !== undefined) return void response.writeHead(failure).end();
    if (incoming.url === "/token?service=registry&scope=repository%3Atelltale%3Apull%2Cpush") {
      const isKnown = authorization === `Basic ${credentials}`;
      return void response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ token }));
    }
    const wanted = { Basic: `Basic ${credentials}`, Bearer: `Bearer ${token}` };
    if (login === undefined || authorization === wanted[login]) return forward(registry, incoming, response);
    const where = `realm="http://${host}/token",service="registry",scope="repository:telltale:pull,push"`;
    // the body is read first, so that the connection stays usable
    incoming
      .resume()
      .on("end", () => response.writeHead(401, { "www-authenticate": `${login} ${where}` }).end());
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.on("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Passes on the start of an upload, and cuts both connections. */
function cutUpload(registry: string, incoming: IncomingMessage): void {
  const [host, port] = registry.split(":");
  const { method, url, headers } = incoming;
  const passed = request({ host, port, method, path: url, headers }).on("error", () => {});
  incoming.once("data", (part: Buffer) =>
    passed.write(part.subarray(0, part.length / 2), () => {
      passed.destroy();
      incoming.socket.destroy();
    }),
  );
}

/** The registry names itself by the host that it was asked for, so that uploads come through the proxy too. */
function forward(registry: string, incoming: IncomingMessage, response: ServerResponse): void {
  const [host, port] = registry.split(":");
  const { method, url, headers } = incoming;
  incoming.pipe(
    request({ host, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }),
  );
}
