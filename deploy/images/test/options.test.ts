// @module-tag extended
// Each option of the command, with what it refuses.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { cacheWith, inspect, outputOf, runCommand, temporaryFolder } from "./build-command.ts";
import { builtImages } from "./built-images.ts";

const { layout, summary } = await builtImages();
const small = ["--versions", "24", "--variants", "ours"];
// a network that is not there, for npm, apt and everything else
const noNetwork = {
  npm_config_registry: "http://127.0.0.1:9",
  npm_config_fetch_retries: "0",
  http_proxy: "http://127.0.0.1:9",
  https_proxy: "http://127.0.0.1:9",
};

const tagsOf = (folder: string): string[] => {
  const index = JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8")) as {
    manifests: readonly { readonly annotations: Readonly<Record<string, string>> }[];
  };
  return index.manifests.map(({ annotations }) => annotations["org.opencontainers.image.ref.name"] ?? "");
};

describe.skipIf(layout === undefined)("deploy/images/build", () => {
  test("--help names each option", async () => {
    const { code, stdout } = await runCommand(["--help"]);
    expect(code).toBe(0);
    const names =
      "versions image-name tag-prefix offline registry retries retry-delay platform output help variants";
    for (const name of names.split(" ")) expect(stdout).toContain(`--${name} `);
  });

  test.each([
    [["--verison", "24"], "unknown option '--verison'"],
    [["extra"], "too many arguments"],
    [["--versions", ""], "Expected versions separated by commas."],
    [["--variants", "ours,half"], "Expected ours, full, console."],
    [["--image-name", "Telltale"], "Expected lowercase letters"],
    [["--image-name", "a;touch x"], "Expected lowercase letters"],
    [["--tag-prefix", "$(touch x)"], "Expected up to 100 letters"],
    [["--retries", "-1"], "Expected a whole number from 0 to 100."],
    [["--retries", "many"], "Expected a whole number from 0 to 100."],
    [["--retry-delay", "1s"], "Expected a whole number from 0 to 600000."],
    [["--platform", "linux/s390x"], "Expected linux/amd64 or linux/arm64."],
    [["--output", "/tmp/x"], "Expected oci:FOLDER"],
    [["--output", "docker-archive:x.tar", "--platform", "linux/amd64,linux/arm64"], "holds one platform"],
    [["--offline", "--registry", "registry.example"], "exclude each other"],
    [["--output"], "argument missing"],
  ])("%j is an error", async (args, message) => {
    const ended = await runCommand(args);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toContain(message);
  });

  test("--versions: one that cannot be built is an error, and the others are built", async () => {
    const folder = temporaryFolder();
    const args = ["--versions", "24,19,x;touch pwned", "--variants", "ours", "--tag-prefix", ""];
    const { code, stdout } = await runCommand([...args, "--output", `oci:${folder}`], { cwd: folder });
    expect(code).toBe(1);
    expect(tagsOf(folder)).toEqual(["node24"]);
    expect(stdout).toContain(
      "failed (3):\n  node19: There is no lockfile for Node.js 19. Supported versions: 18, 20,",
    );
    expect(stdout).toContain(
      "node24-node19-nodex;touch pwned: Not built, because node19, nodex;touch pwned failed.",
    );
    expect(readdirSync(folder)).not.toContain("pwned");
  });

  test("--image-name and --tag-prefix name the images, and --output docker-archive: is what skopeo reads", async () => {
    const file = path.join(temporaryFolder(), "images.tar");
    const name = ["--image-name", "team/telltale", "--tag-prefix", "v2-"];
    const ended = await runCommand([...small, ...name, "--output", `docker-archive:${file}`]);
    expect(ended).toMatchObject({ code: 0 });
    const image = `docker-archive:${file}:team/telltale:v2-node24`;
    expect(inspect(image).Env).toEqual(["PATH=/bin"]);
    outputOf("skopeo", "copy", "--quiet", image, `dir:${temporaryFolder()}`);
  });

  test("--output: no shell reads it, relative paths count from where it runs, and a rootfs is unpacked", async () => {
    const cwd = temporaryFolder();
    const place = "$(touch pwned);`touch pwned`";
    const ended = await runCommand([...small, "--tag-prefix", "", "--output", `rootfs:${place}`], { cwd });
    expect(ended).toMatchObject({ code: 0 });
    expect(readdirSync(cwd)).toEqual([place]);
    expect(existsSync(path.join(cwd, place, "node24/autoinstrumentation/autoinstrumentation.js"))).toBe(true);
    // a place that cannot be written to: its folder is a file
    writeFileSync(path.join(cwd, "file"), "");
    const failed = await runCommand([...small, "--output", "oci:file/images"], { cwd });
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain(`failed (1):\n  ${path.join(cwd, "file/images")}: `);
  });

  test("--platform: an index of both, each with its own `cp`; the console is for one only", async () => {
    const folder = temporaryFolder();
    const args = ["--versions", "24", "--tag-prefix", "", "--platform", "linux/amd64,linux/arm64"];
    const { code, stdout } = await runCommand([
      ...args,
      "--variants",
      "ours,console",
      "--output",
      `oci:${folder}`,
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain("console: The console's engine is packaged for linux/amd64 only.");
    for (const architecture of ["amd64", "arm64"]) {
      const image = `oci:${folder}:node24`;
      expect(inspect(image, `--override-arch=${architecture}`).Architecture).toBe(architecture);
    }
    const machines = ["arm64", "amd64"].map((architecture) => {
      const unpacked = path.join(temporaryFolder(), "one");
      outputOf(
        "skopeo",
        `--override-arch=${architecture}`,
        "copy",
        "--quiet",
        `oci:${folder}:node24`,
        `oci:${unpacked}:one`,
      );
      const target = path.join(temporaryFolder(), "unpacked");
      outputOf("umoci", "unpack", "--rootless", "--image", `${unpacked}:one`, target);
      // the processor that an ELF file names
      return readFileSync(path.join(target, "rootfs/bin/cp")).readUInt16LE(18);
    });
    expect(machines).toEqual([0xb7, 0x3e]);
  });

  test("--offline builds from the cache, the same bytes, and names what an empty cache lacks", async () => {
    const folder = temporaryFolder();
    const args = [...small, "--tag-prefix", "", "--offline", "--output", `oci:${folder}`];
    // without layers, so that they are made again
    const cache = cacheWith("npm", "debian");
    const ended = await runCommand(args, { env: { ...noNetwork, TELLTALE_IMAGES_CACHE: cache } });
    expect(ended).toMatchObject({ code: 0 });
    const [digest] = /sha256:\w+/.exec(ended.stdout) ?? [];
    expect(summary).toContain(digest ?? "no digest");
    const rows = summary.split("\n").filter((line) => line.startsWith("node24 "));
    expect(rows.join()).toContain(digest);

    const empty = await runCommand(args, { env: { ...noNetwork, TELLTALE_IMAGES_CACHE: cacheWith() } });
    expect(empty.code).toBe(1);
    expect(empty.stdout).toMatch(
      /node24: The cache \S+ lacks Debian's package `busybox-static` for \w+\. Build once without `--offline`\./,
    );
    const noPackages = await runCommand(args, {
      env: { ...noNetwork, TELLTALE_IMAGES_CACHE: cacheWith("debian") },
    });
    expect(noPackages.code).toBe(1);
    expect(noPackages.stdout).toContain(
      "lacks the npm packages of deploy/images/locks/node-24/package-lock.json",
    );
  });
});
