// @module-tag extended
// `--retries` and `--retry-delay` for npm and apt: the real programs, with a server that cuts connections.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { end, firstJson } from "../../tools/child.ts";
import { platforms } from "../images/oci/platform.ts";
import type { Fetching } from "../images/source/cached.ts";
import { debianPackage, pins } from "../images/source/debian.ts";
import { npmTree } from "../images/source/npm-tree.ts";

interface Served {
  readonly url: string;
  /** Answers for paths that end in `part`, with the time of each in milliseconds. */
  asked(part: string): readonly (readonly [answer: string, atMs: number])[];
}

/** Serves `folder`; the first `times` connections for paths that match `pattern` are cut. */
async function serve(folder: string, pattern: string, times: number): Promise<Served> {
  const log = path.join(folder, "asked.log");
  writeFileSync(log, "");
  const program = path.join(import.meta.dirname, "failing-server.ts");
  const child = spawn(process.execPath, [program, folder, pattern, String(times), log], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => void (await end(child)));
  const { port } = await firstJson<{ readonly port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}`,
    asked: (part) =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line.endsWith(part))
        .map((line) => [line.split(" ")[1]!, Number(line.split(" ")[0])] as const),
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-retries-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const fetching = (retries: number, delayMs: number): Fetching => ({
  cache: path.join(temporaryFolder(), "cache"),
  isOffline: false,
  retries: { retries, delayMs },
  report: () => {},
});

/** A registry with the package `draw`, and a lockfile that names it. */
function npmRegistry(): { readonly served: string; readonly lockfile: string } {
  const served = temporaryFolder();
  const lockfile = temporaryFolder();
  mkdirSync(path.join(served, "draw/-"), { recursive: true });
  mkdirSync(path.join(served, "package"));
  const manifest = { name: "draw", version: "1.0.0", license: "MIT" };
  writeFileSync(path.join(served, "package/package.json"), JSON.stringify(manifest));
  const file = path.join(served, "draw/-/draw-1.0.0.tgz");
  expect(spawnSync("tar", ["-czf", file, "-C", served, "package"]).status).toBe(0);
  const integrity = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
  const dist = { integrity, tarball: "https://registry.npmjs.org/draw/-/draw-1.0.0.tgz" };
  const document = {
    name: "draw",
    "dist-tags": { latest: "1.0.0" },
    versions: { "1.0.0": { ...manifest, dist } },
  };
  writeFileSync(path.join(served, "draw.json"), JSON.stringify(document));
  const root = { name: "image", dependencies: { draw: "1.0.0" } };
  const packages = { "": root, "node_modules/draw": { version: "1.0.0", integrity } };
  writeFileSync(path.join(lockfile, "package.json"), JSON.stringify(root));
  const lock = { name: "image", lockfileVersion: 3, requires: true, packages };
  writeFileSync(path.join(lockfile, "package-lock.json"), JSON.stringify(lock));
  return { served, lockfile };
}

/** Fetches the lockfile from a registry that cuts the first connections. */
async function fetchFrom(
  cuts: number,
  retries: number,
  delayMs: number,
): Promise<[Served, Promise<unknown>]> {
  const { served, lockfile } = npmRegistry();
  const server = await serve(served, "[.]tgz$", cuts);
  vi.stubEnv("npm_config_registry", `${server.url}/`);
  vi.stubEnv("npm_config_cache", path.join(served, "npm-cache"));
  vi.stubEnv("npm_config_noproxy", "127.0.0.1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const wanted = { folder: lockfile, platform: platforms[0]!, withOptional: true };
  return [server, npmTree(wanted, fetching(retries, delayMs))];
}

const answers = (asked: readonly (readonly [string, number])[]): string[] => asked.map(([answer]) => answer);

test("npm fetches again after two cut connections, and waits before each retry", async () => {
  const [server, tree] = await fetchFrom(2, 3, 400);
  expect(await tree).toMatchObject({ components: [{ name: "draw", version: "1.0.0" }] });
  const asked = server.asked(".tgz");
  expect(answers(asked)).toEqual(["cut", "cut", "200"]);
  const waited = asked.slice(1).map(([, atMs], index) => atMs - asked[index]![1]);
  for (const ms of waited) expect(ms).toBeGreaterThanOrEqual(390);
});

test("npm gives up after the last retry", async () => {
  const [server, tree] = await fetchFrom(9, 1, 1);
  await expect(tree).rejects.toThrow("npm ci");
  expect(answers(server.asked(".tgz"))).toEqual(["cut", "cut"]);
});

test("npm does not fetch again what the registry does not have", async () => {
  const { served, lockfile } = npmRegistry();
  rmSync(path.join(served, "draw/-/draw-1.0.0.tgz"));
  const server = await serve(served, "nothing", 0);
  vi.stubEnv("npm_config_registry", `${server.url}/`);
  vi.stubEnv("npm_config_cache", path.join(served, "npm-cache"));
  vi.stubEnv("npm_config_noproxy", "127.0.0.1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const wanted = { folder: lockfile, platform: platforms[0]!, withOptional: true };
  await expect(npmTree(wanted, fetching(3, 1))).rejects.toThrow("404");
  expect(answers(server.asked(".tgz"))).toEqual(["404"]);
});

const name = "busybox-static";
const version = pins[name]!["amd64"]!;
const deb = "busybox.deb";

/** An archive with the package in its pinned version, as `dpkg-scanpackages` would list it. */
function debianArchive(): string {
  const archive = temporaryFolder();
  const content = path.join(temporaryFolder(), "content");
  mkdirSync(path.join(content, "DEBIAN"), { recursive: true });
  const control = `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: t <t@example.com>\nDescription: test\n`;
  writeFileSync(path.join(content, "DEBIAN/control"), control);
  const file = path.join(archive, deb);
  expect(spawnSync("dpkg-deb", ["--root-owner-group", "--build", content, file]).status).toBe(0);
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  const lines = `Filename: ./${deb}\nSize: ${statSync(file).size}\nSHA256: ${sha256}\n\n`;
  writeFileSync(path.join(archive, "Packages"), control + lines);
  return archive;
}

/** Makes apt use the server, and no proxy of this machine. */
function useSource(url: string): void {
  const folder = temporaryFolder();
  const list = path.join(folder, "sources.list");
  writeFileSync(list, `deb [trusted=yes] ${url}/ ./\n`);
  const config = path.join(folder, "apt.conf");
  const proxy = 'Acquire::http::Proxy::127.0.0.1 "DIRECT";\n';
  writeFileSync(config, `Dir::Etc::sourcelist "${list}";\nDir::Etc::sourceparts "/dev/null";\n${proxy}`);
  vi.stubEnv("APT_CONFIG", config);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const hasApt = existsSync("/usr/bin/apt-get") && existsSync("/usr/bin/dpkg-deb");
if (!hasApt) console.log("skipped: retries of apt: no apt-get or dpkg-deb");

describe.skipIf(!hasApt)("apt", () => {
  test.each([`/${deb}`, "/Packages"])("fetches %s again after two cut connections", async (file) => {
    const server = await serve(debianArchive(), `${file}$`, 2);
    useSource(server.url);
    expect((await debianPackage(name, "amd64", fetching(3, 1))).version).toBe(version);
    expect(answers(server.asked(file)).slice(0, 3)).toEqual(["cut", "cut", "200"]);
  });

  test("gives up when it was cut too often, with a retry later than without", async () => {
    const server = await serve(debianArchive(), `/${deb}$`, 99);
    useSource(server.url);
    const cutsWith = async (retries: number): Promise<number> => {
      const before = server.asked(`/${deb}`).length;
      const fetched = debianPackage(name, "amd64", fetching(retries, 1));
      await expect(fetched).rejects.toThrow("apt-get cannot download");
      return server.asked(`/${deb}`).length - before;
    };
    // one attempt of apt may be several connections
    const cuts = await cutsWith(0);
    expect(cuts).toBeGreaterThan(0);
    expect(await cutsWith(1)).toBeGreaterThan(cuts);
  });

  test("does not fetch again what the archive does not have", async () => {
    const archive = debianArchive();
    rmSync(path.join(archive, deb));
    const server = await serve(archive, "nothing", 0);
    useSource(server.url);
    await expect(debianPackage(name, "amd64", fetching(3, 1))).rejects.toThrow("apt-get cannot download");
    expect(answers(server.asked(`/${deb}`))).toEqual(["404"]);
  });
});
