// The engine of the console: what npm installs on each platform from the manifest of a release, and what the documentation says.
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

import { enginePackages, engineVersion } from "../../packages/console/src/store/engine/packages.ts";
import { leastClickHouse } from "../../packages/console/src/store/least-clickhouse.ts";
import { root } from "../source-files.ts";
import { npmOnly, startRegistry } from "../local-registry.ts";
import { withEngines } from "./engines.ts";
import type { Manifest } from "./manifests.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const consoleManifest = JSON.parse(read("packages/console/package.json")) as Manifest;

test("the workspace has the tested engines in the version of all", () => {
  const tested = enginePackages.filter(({ isTested }) => isTested).map(({ name }) => [name, engineVersion]);
  expect(Object.entries(consoleManifest["optionalDependencies"] as object)).toEqual(tested);
  expect(engineVersion.startsWith(`${leastClickHouse}.`)).toBe(true);
});

test("a release has the engines of four platforms, and other packages none", () => {
  const names = Object.keys(withEngines(consoleManifest)["optionalDependencies"] as object);
  expect(names).toEqual(enginePackages.map(({ name }) => name));
  expect(withEngines({ name: "telltale" })).toEqual({ name: "telltale" });
});

test(
  "npm installs the engine that fits, and goes on where the registry has none",
  { timeout: 240_000, tags: ["extended"] },
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "telltale-engines-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const registry = await startRegistry({ canPublish: true });
    onTestFinished(() => registry.stop());
    const env = npmOnly(registry.url, folder);
    const npm = (cwd: string, ...args: readonly string[]): Promise<unknown> =>
      promisify(execFile)("npm", [...args, "--no-audit", "--no-fund"], { cwd, env });
    const write = (name: string, manifest: object): string => {
      const place = path.join(folder, name.replace("/", "-"));
      mkdirSync(place, { recursive: true });
      writeFileSync(path.join(place, "package.json"), JSON.stringify({ name, ...manifest }));
      return place;
    };
    // the engines as their packages describe themselves, but for the last one, which the registry does not have
    for (const { name, os, cpu } of enginePackages.slice(0, -1)) {
      const libc = os === "linux" ? { libc: ["glibc"] } : {};
      const engine = write(name, { version: engineVersion, os: [os], cpu: [cpu], ...libc });
      await npm(engine, "publish", "--access=public", "--tag=latest");
    }
    const { version, optionalDependencies } = withEngines(consoleManifest);
    const packed = write("telltale-console", { version, optionalDependencies });
    await npm(packed, "publish", "--access=public");

    for (const { name, os, cpu } of enginePackages) {
      const place = write(`on-${os}-${cpu}`, { private: true });
      await npm(place, "install", `--os=${os}`, `--cpu=${cpu}`, "--libc=glibc", "telltale-console");
      const installed = globSync("node_modules/@chdb/*", { cwd: place }).map((one) => one.slice(13));
      expect(installed).toEqual(name === enginePackages.at(-1)!.name ? [] : [name]);
    }
    const musl = write("on-musl", { private: true });
    await npm(musl, "install", "--os=linux", "--cpu=x64", "--libc=musl", "telltale-console");
    expect(existsSync(path.join(musl, "node_modules/@chdb"))).toBe(false);
  },
);

const pages = globSync(["*.md", "docs/guide/*.md", "docs/reference/*.md", "packages/*/README.md"], {
  cwd: root,
});

test("one minimum of ClickHouse and one version of the engine is stated everywhere", () => {
  const stated = (form: RegExp): readonly (readonly [string, string])[] =>
    pages
      .filter((page) => page !== "CHANGELOG.md")
      .flatMap((page) => [...read(page).matchAll(form)].map(([, version]) => [page, version!] as const));
  const least = stated(/(?<![\d.])(2[5-9]\.\d{1,2})(?: or| and) later(?= and a user|\.| \|)/g);
  expect(least.map(([page]) => page)).toEqual(
    expect.arrayContaining(["docs/guide/cluster.md", "docs/guide/support.md", "docs/guide/upgrades.md"]),
  );
  expect(least.filter(([, version]) => version !== leastClickHouse)).toEqual([]);
  const engines = stated(/@chdb\/lib-[\w-]+@(\S+?)[`\s]/g);
  expect(engines.filter(([, version]) => version !== engineVersion)).toEqual([]);
});

test("pages call a platform tested only when its engine is", () => {
  const untested = enginePackages.filter(({ isTested }) => !isTested);
  expect(untested.length).toBeGreaterThan(0);
  expect(read("README.md")).toContain("on Linux x64 with glibc only");
  const rows = read("docs/guide/support.md")
    .split("\n")
    .filter((line) => line.startsWith("| "));
  for (const { name } of untested) {
    const row = rows.find((one) => one.includes(`\`${name}\``));
    expect([name, row]).toEqual([name, expect.stringContaining("**untested**")]);
  }
  const tested = rows.filter((row) => row.startsWith("| Linux x64, glibc"));
  expect(tested.map((row) => row.includes("untested"))).toEqual([false]);
});
