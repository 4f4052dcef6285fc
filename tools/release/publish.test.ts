// Packages on their way to a registry: npm as it is, and a registry that keeps what it gets.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { published } from "../published.ts";
import { npmOnly, type Registry, startRegistry } from "../local-registry.ts";
import { distTagOf } from "./publish.ts";

async function ownRegistry(): Promise<Registry> {
  const registry = await startRegistry({ canPublish: true });
  onTestFinished(() => registry.stop());
  return registry;
}

/** The packages that are published, with a file each, and the variables with which npm knows only this registry. */
function checkout(url: string): { readonly folder: string; readonly variables: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-publish-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { folder: place, name } of published) {
    const to = path.join(folder, "packages", place);
    mkdirSync(to, { recursive: true });
    const manifest = { name, version: "0.2.0", license: "Apache-2.0", files: ["index.js"] };
    writeFileSync(path.join(to, "package.json"), JSON.stringify(manifest));
    writeFileSync(path.join(to, "index.js"), "");
  }
  const variables = npmOnly(url, folder);
  return { folder, variables };
}

/** Packs or publishes in a process of its own, because npm blocks the one that waits for it; gives what it prints. */
async function apart(folder: string, call: string, env: NodeJS.ProcessEnv): Promise<string> {
  const module = (name: string): string => JSON.stringify(path.join(import.meta.dirname, name));
  const code = `import { pack } from ${module("pack.ts")};
import { publish } from ${module("publish.ts")};
const [folder, packed, variables] = [${JSON.stringify(folder)}, ${JSON.stringify(path.join(folder, "packed"))}, process.env];
${call};`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], { env, cwd: folder });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  await new Promise((resolve) => child.on("close", resolve));
  return printed;
}

test(
  "packs, publishes in order, goes on after a failure, and names the repository",
  // npm starts a dozen times
  { timeout: 600_000, tags: ["extended"] },
  async () => {
    const registry = await ownRegistry();
    const { folder, variables } = checkout(registry.url);
    const names = published.map(({ name }) => name);
    const run = (isDry: boolean): Promise<string> =>
      apart(folder, `publish("v0.2.0", packed, { isDry: ${isDry}, variables })`, variables);

    expect(await run(false)).toMatch(
      /Cannot publish v0\.2\.0: no .*telltale-0\.2\.0\.tgz[\s\S]*release -- pack v0\.2\.0/,
    );
    const manifest = path.join(folder, "packages/telltale/package.json");
    const before = readFileSync(manifest, "utf8");
    const repository = { GITHUB_REPOSITORY: "shop/telltale", GITHUB_SERVER_URL: "https://git.example" };
    await apart(folder, 'pack(folder, "v0.2.0", packed, variables)', { ...variables, ...repository });
    expect(readFileSync(manifest, "utf8")).toBe(before);

    expect(await run(true)).toBe(
      names.map((name) => `${name} 0.2.0: would be published as latest\n`).join(""),
    );
    expect([...registry.kept.keys()]).toEqual([]);

    registry.refused = "telltale-cli";
    expect(await run(false)).toMatch(/Cannot run `npm publish [\s\S]*403/);
    expect([...registry.kept.keys()]).toEqual(["telltale", "telltale-console"]);
    expect(registry.kept.get("telltale")).toMatchObject({ "dist-tags": { latest: "0.2.0" } });

    delete registry.refused;
    // the first two were there, and one has a newer minor version by now
    const newer = { "dist-tags": { latest: "0.3.0" }, versions: { "0.3.0": {} } };
    registry.kept.set("telltale-cli", newer);
    const printed = await run(false);
    expect(printed).toMatch(/^telltale 0\.2\.0: is published\ntelltale-console 0\.2\.0: is published\n/);
    expect(printed).toContain("telltale-cli 0.2.0: published as release-0.2\n");
    expect(printed).toContain("create-telltale 0.2.0: published as latest\n");
    expect([...registry.kept.keys()].toSorted()).toEqual(names.toSorted());
    expect(registry.kept.get("telltale-cli")!["dist-tags"]).toEqual({ "release-0.2": "0.2.0" });
    expect(registry.kept.get("create-telltale")!.versions["0.2.0"]!.repository).toEqual({
      type: "git",
      url: "git+https://git.example/shop/telltale.git",
      directory: "packages/create-telltale",
    });
  },
);

test.each([
  ["0.2.0", "", "latest"],
  ["0.2.0", "0.1.9", "latest"],
  ["0.10.0", "0.9.0", "latest"],
  ["0.2.0", "0.2.0-rc.1", "latest"],
  ["0.1.3", "0.2.0", "release-0.1"],
  ["0.9.1", "0.10.0", "release-0.9"],
  ["0.2.1", "0.2.2", "release-0.2"],
  ["1.9.9", "2.0.0", "release-1.9"],
  ["0.3.0-rc.1", "0.2.0", "next"],
])("%s is published beside `latest` %j as %s", (version, latest, expected) => {
  expect(distTagOf(version, latest)).toBe(expected);
});
