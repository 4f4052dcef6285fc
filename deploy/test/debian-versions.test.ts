// @module-tag extended
// Debian's archive keeps only current versions. Real apt on an archive in a folder: what is cached, tagged and listed is named after the
// version that is in it, and a failure is not taken for a version that is gone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { baseImage, copyBase } from "../images/base.ts";
import { platforms } from "../images/oci/platform.ts";
import { readRegistry } from "../images/registry/address.ts";
import { openRepository } from "../images/registry/client.ts";
import type { Fetching } from "../images/source/cached.ts";
import { debianPackage, pins } from "../images/source/debian.ts";
import { startFakeRegistry } from "./fake-registry.ts";

const name = "busybox-static";
const pinned = pins[name]!["amd64"]!;
const newer = "9:9.9.9-1";
const hasApt = existsSync("/usr/bin/apt-get") && existsSync("/usr/bin/dpkg-deb");
if (!hasApt) console.log("skipped: versions of Debian packages: no apt-get or dpkg-deb");

let folder: string;
let reported: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-debian-"));
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A package of this version, whose `bin/busybox` is its version. */
function packageFile(version: string, archive: string, of = name): string {
  const content = path.join(folder, `content-${of}`);
  mkdirSync(path.join(content, "DEBIAN"), { recursive: true });
  mkdirSync(path.join(content, "bin"), { recursive: true });
  const control = `Package: ${of}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: t <t@example.com>\nDescription: test\n`;
  writeFileSync(path.join(content, "DEBIAN/control"), control);
  writeFileSync(path.join(content, "bin/busybox"), version, { mode: 0o755 });
  const file = `${of}_${encodeURIComponent(version)}_amd64.deb`;
  const built = spawnSync("dpkg-deb", ["--root-owner-group", "--build", content, path.join(archive, file)]);
  expect(built.status).toBe(0);
  const bytes = readFileSync(path.join(archive, file));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return `${control}Filename: ./${file}\nSize: ${statSync(path.join(archive, file)).size}\nSHA256: ${sha256}\n\n`;
}

/** An archive with these versions, which apt uses instead of the machine's. */
function archiveWith(...versions: readonly string[]): void {
  const archive = mkdtempSync(path.join(folder, "archive-"));
  const files = versions.map((version) => packageFile(version, archive));
  // every base image has its licences and its release
  const common = packageFile(pins["base-files"]!["amd64"]!, archive, "base-files");
  writeFileSync(path.join(archive, "Packages"), [...files, common].join(""));
  useSource(`deb [trusted=yes] copy:${archive} ./`);
}

function useSource(line: string): void {
  const list = path.join(folder, "sources.list");
  writeFileSync(list, `${line}\n`);
  const config = path.join(folder, "apt.conf");
  writeFileSync(config, `Dir::Etc::sourcelist "${list}";\nDir::Etc::sourceparts "/dev/null";\n`);
  vi.stubEnv("APT_CONFIG", config);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const fetching = (isOffline = false): Fetching => ({
  cache: path.join(folder, "cache"),
  isOffline,
  retries: { retries: 0, delayMs: 0 },
  report: (line) => void reported.push(line),
});
const cachedFiles = (): string[] => readdirSync(path.join(folder, "cache/debian/amd64", name)).toSorted();

describe.skipIf(!hasApt)("a package of Debian", () => {
  test("is the pinned version while the archive has it, and is downloaded once", async () => {
    archiveWith(pinned, newer);
    expect((await debianPackage(name, "amd64", fetching())).version).toBe(pinned);
    expect(cachedFiles()).toEqual([`${encodeURIComponent(pinned)}.deb`]);
    useSource("deb copy:/no-such-archive ./");
    expect((await debianPackage(name, "amd64", fetching())).version).toBe(pinned);
    expect(reported).toEqual([]);
  });

  test("is the current version if the pinned one is gone: kept under its own name, and reported each time", async () => {
    archiveWith(newer);
    for (const isOffline of [false, false, true]) {
      const found = await debianPackage(name, "amd64", fetching(isOffline));
      expect(found.version).toBe(newer);
      expect(path.basename(found.file)).toBe(`${encodeURIComponent(newer)}.deb`);
    }
    expect(cachedFiles()).toEqual([`${encodeURIComponent(newer)}.deb`]);
    const line = `Debian's archive no longer has ${name} ${pinned}: using ${newer}. Update source/debian.json.`;
    expect(reported).toEqual([line, line, line]);
    // the pinned version is back
    archiveWith(pinned);
    expect((await debianPackage(name, "amd64", fetching())).version).toBe(pinned);
  });

  test("offline, the newest of several substitutes is used", async () => {
    for (const version of ["9:9.9.9-1", "9:9.10.0-1", "9:9.2.0-1"]) {
      archiveWith(version);
      await debianPackage(name, "amd64", fetching());
    }
    expect((await debianPackage(name, "amd64", fetching(true))).version).toBe("9:9.10.0-1");
  });

  test("offline, an empty cache is a failure that names it", async () => {
    await expect(debianPackage(name, "amd64", fetching(true))).rejects.toThrow(
      `The cache ${path.join(folder, "cache")} lacks Debian's package \`${name}\` for amd64. Build once without \`--offline\`.`,
    );
  });

  test("lists that cannot be updated are a failure, although apt has older ones", async () => {
    archiveWith(newer);
    await debianPackage(name, "amd64", fetching());
    useSource("deb [trusted=yes] copy:/no-such-archive ./");
    await expect(debianPackage(name, "amd64", fetching())).rejects.toThrow(
      /^apt-get cannot update the lists of packages for amd64: /,
    );
  });

  test("a download that fails is not taken for a version that is gone", async () => {
    archiveWith(pinned, newer);
    for (const archive of readdirSync(folder).filter((file) => file.startsWith("archive-")))
      for (const file of readdirSync(path.join(folder, archive)))
        if (file.includes(encodeURIComponent(pinned))) rmSync(path.join(folder, archive, file));
    await expect(debianPackage(name, "amd64", fetching())).rejects.toThrow(
      `apt-get cannot download \`${name}\` for amd64: `,
    );
    expect(cachedFiles()).toEqual([]);
  });

  test("a base image is tagged by the versions in it, and a build with the pinned ones does not pull it", async () => {
    const registry = await startFakeRegistry();
    const repository = openRepository(readRegistry(registry.host)!, "shop", {
      retries: 0,
      delayMs: 0,
      report: () => {},
    });
    const tags = (): string[] => [...registry.manifests.keys()];
    archiveWith(newer);
    const substitute = await baseImage(copyBase, platforms[0]!, fetching(), repository);
    const components = (version: string): unknown => [{ name, version }, { name: "base-files" }];
    expect(substitute.components).toMatchObject(components(newer) as object[]);
    expect(tags()).toHaveLength(1);
    expect(substitute.annotations["org.opencontainers.image.base.name"]).toMatch(
      new RegExp(`:${tags()[0]}$`),
    );

    archiveWith(pinned);
    const right = await baseImage(copyBase, platforms[0]!, fetching(), repository);
    expect(right.components).toMatchObject(components(pinned) as object[]);
    expect(tags()).toHaveLength(2);
    // as on a machine with an empty cache and without apt
    useSource("deb copy:/no-such-archive ./");
    const pulled = await baseImage(
      copyBase,
      platforms[0]!,
      { ...fetching(), cache: path.join(folder, "empty") },
      repository,
    );
    expect(pulled.components).toMatchObject(components(pinned) as object[]);
  });
});
