// A release without publishing: every step of CONTRIBUTING.md in a copy of the checkout, whose results are in a folder.
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { home, isPlaceholder } from "../home.ts";
import { npmOnly, startRegistry } from "../local-registry.ts";
import { root } from "../source-files.ts";
import { attest, wrongFiles } from "./attest.ts";
import { copyBuilds, copyCheckout } from "./checkout-copy.ts";

/** Stands for an address that is not decided yet. */
const exampleAddress = "https://telltale.example/telltale";

export interface DryRunOptions {
  /** Container images, which need Debian's packages from the network or the cache. */
  readonly hasImages: boolean;
  /** Builds of this checkout are taken over where the release does not change what they are made of. */
  readonly reusesBuilds: boolean;
  readonly print: (line: string) => void;
}

/**
 * Makes the release `version` of this checkout in the empty folder `results`: `packages`, `site`, `images`, and the signed statement of
 * them. The key of the signature is made for this run; its public part is in `key.pem`.
 *
 * @throws {Error} at the first step that fails, with what it printed.
 */
export async function dryRun(
  version: string,
  results: string,
  { hasImages, reusesBuilds, print }: DryRunOptions,
): Promise<void> {
  mkdirSync(results, { recursive: true });
  if (readdirSync(results).length > 0)
    throw new Error(`Cannot write the release into ${results}: expected an empty or new folder.`);
  const copy = mkdtempSync(path.join(tmpdir(), "telltale-release-"));
  const tag = `v${version}`;
  const inCopy = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> =>
    run(process.execPath, ["--conditions=telltale-source", ...args], copy, env);
  const place = (name: string): string => path.join(results, name);
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    await work();
    print(`${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  };
  try {
    await step("a copy of the checkout", async () => {
      copyCheckout(copy);
      if (reusesBuilds) copyBuilds(copy);
    });
    await step("version, changelog, baseline and notes", async () => {
      const isFirst = !/^## \d/m.test(readFileSync(path.join(copy, "CHANGELOG.md"), "utf8"));
      await inCopy(["tools/release.ts", isFirst ? "first" : "version", version]);
      if (!isFirst) dateChangelog(copy, version);
      lockVersion(copy);
      decideAddress(copy);
      await inCopy(["tools/home.ts"]);
    });
    await step("the tag", () => commit(copy, tag));
    await step("the build", () => inCopy(["tools/build.ts"]));
    await step("the check", () => inCopy(["tools/release.ts", "check", tag]));
    await step("the packages", () => inCopy(["tools/release.ts", "pack", tag, place("packages")]));
    await step("the documentation", () => inCopy(["tools/docs-site.ts", "--out", place("site")]));
    if (hasImages)
      await step("the images", () => {
        const which = ["--versions", "24", "--variants", "ours,console"];
        const cache = process.env["TELLTALE_IMAGES_CACHE"] ?? path.join(root, ".cache", "images");
        return inCopy(["deploy/images/cli.ts", ...which, "--output", `oci:${place("images")}`], {
          ...withoutGit(),
          TELLTALE_IMAGES_CACHE: cache,
        });
      });
    await step("the signed statement", async () => {
      const keys = generateKeyPairSync("ed25519");
      const commitId = (await run("git", ["rev-parse", "HEAD"], copy)).trim();
      const repository = isPlaceholder(home.repository) ? exampleAddress : home.repository;
      const builder = `${repository}/blob/${commitId}/tools/release/dry-run.ts`;
      writeFileSync(place("key.pem"), keys.publicKey.export({ type: "spki", format: "pem" }));
      attest(results, { repository, ref: `refs/tags/${tag}`, commit: commitId, builder }, keys.privateKey);
      const wrong = wrongFiles(results, keys.publicKey);
      if (wrong.length > 0) throw new Error(`The statement does not hold:\n${wrong.join("\n")}`);
    });
    await step("publishing, to a registry of this run", () => publishLocally(tag, place("packages"), inCopy));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The entries below `## Unreleased` become those of the version. */
function dateChangelog(copy: string, version: string): void {
  const file = path.join(copy, "CHANGELOG.md");
  const day = new Date().toISOString().slice(0, 10);
  const title = `## Unreleased\n\n## ${version} (${day})\n`;
  writeFileSync(file, readFileSync(file, "utf8").replace("## Unreleased\n", title));
}

/** What `npm install --package-lock-only` writes of the workspaces, without a registry. */
function lockVersion(copy: string): void {
  const file = path.join(copy, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as {
    packages: Record<string, Record<string, unknown>>;
  };
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place === "" || place.includes("node_modules")) continue;
    const manifest = JSON.parse(readFileSync(path.join(copy, place, "package.json"), "utf8")) as Record<
      string,
      unknown
    >;
    for (const field of ["version", "dependencies", "devDependencies", "peerDependencies"])
      if (entry[field] !== undefined) entry[field] = manifest[field];
  }
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

function decideAddress(copy: string): void {
  const file = path.join(copy, "tools/home.ts");
  const text = readFileSync(file, "utf8");
  if (isPlaceholder(home.repository))
    writeFileSync(
      file,
      text.replace(/^const placeholder = ".*";$/m, `const placeholder = "${exampleAddress}";`),
    );
}

async function commit(copy: string, tag: string): Promise<void> {
  const by = ["-c", "user.name=release", "-c", "user.email=release@telltale.example"];
  await run("git", ["init", "--quiet", "--initial-branch=main"], copy);
  await run("git", ["add", "--all"], copy);
  await run("git", [...by, "commit", "--quiet", "--no-verify", "--message", `Release ${tag}`], copy);
  await run("git", ["tag", tag], copy);
}

/** As the workflow publishes: a dry run first. */
async function publishLocally(
  tag: string,
  packed: string,
  inCopy: (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<string>,
): Promise<void> {
  const registry = await startRegistry({ canPublish: true });
  const npmHome = mkdtempSync(path.join(tmpdir(), "telltale-npm-"));
  try {
    const env = npmOnly(registry.url, npmHome);
    await inCopy(["tools/release.ts", "publish", tag, packed, "--dry-run"], env);
    if (registry.kept.size > 0) throw new Error("The dry run of publishing has published.");
    await inCopy(["tools/release.ts", "publish", tag, packed], env);
    const missing = readdirSync(packed).length - registry.kept.size;
    if (missing !== 0) throw new Error(`The registry lacks ${missing} of the packages.`);
  } finally {
    registry.stop();
    rmSync(npmHome, { recursive: true, force: true });
  }
}

/** @throws {Error} with what it printed, when it fails. */
function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = withoutGit(),
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`\`${[program, ...args].join(" ")}\` ended with ${code}.\n${stdout}${stderr}`));
    });
  });
}

/** Variables that lead git to another repository, and a workflow's token, do not reach the copy. */
function withoutGit(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !/^(?:GIT_|GITHUB_|ACTIONS_|VITEST)/.test(name))),
    NODE_ENV: "production",
  };
}
