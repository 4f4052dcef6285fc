// @module-tag nightly
// A whole release of this checkout that publishes nothing: its packages install from a registry, its site has its version and no word that
// the packages are not there, and its statement is that of its files.
import { spawn } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { imagePrograms, missingPrograms } from "../debian-programs.ts";
import { startRegistry } from "../local-registry.ts";
import { upstreamRegistry } from "../npm.ts";
import { published } from "../published.ts";
import { root } from "../source-files.ts";
import { patience } from "../testing/patience.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-dry-run-"));
const results = path.join(folder, "release");
const { version } = JSON.parse(readFileSync(path.join(root, "packages/telltale/package.json"), "utf8")) as {
  readonly version: string;
};
/** Where the tests of images run, too. */
const hasImages = missingPrograms(imagePrograms).length === 0;
if (!hasImages) console.log("skipped: the images of the release: Debian's packages for them are missing");

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

function run(program: string, args: readonly string[], cwd: string, env = process.env): Promise<Ended> {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, printed })));
}

const release = (...args: readonly string[]): Promise<Ended> =>
  run(process.execPath, ["--conditions=telltale-source", "tools/release.ts", ...args], root);

let made: Ended;
beforeAll(async () => {
  const flags = ["--reuse-builds", ...(hasImages ? [] : ["--no-images"])];
  made = await release("dry-run", version, results, ...flags);
}, patience(900_000));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every step of the release passes, and it has every package", () => {
  expect(made).toMatchObject({ code: 0 });
  expect(made.printed).toContain("Nothing was published.");
  expect(globSync("*.tgz", { cwd: path.join(results, "packages") }).toSorted()).toEqual(
    published.map(({ name }) => `${name}-${version}.tgz`).toSorted(),
  );
});

test("the site is a folder of static files with the version, and says nothing of a time before the release", () => {
  const site = path.join(results, "site");
  const page = readFileSync(path.join(site, "guide/quick-start.html"), "utf8");
  expect(page).toContain(`<span class="version">${version}</span>`);
  expect(page).toContain("npm install telltale-console telltale");
  const before = globSync("**/*.html", { cwd: site }).filter((file) =>
    /npm run registry<|Before the first release/.test(readFileSync(path.join(site, file), "utf8")),
  );
  expect(before).toEqual([]);
});

test.runIf(hasImages)("the images are an OCI layout", () => {
  const index = JSON.parse(readFileSync(path.join(results, "images/index.json"), "utf8")) as {
    readonly manifests: readonly object[];
  };
  expect(index.manifests.length).toBeGreaterThanOrEqual(2);
});

test("the statement is verified with the key of the run, and not after a change", async () => {
  const key = path.join(results, "key.pem");
  expect(await release("verify", results, key)).toMatchObject({ code: 0 });
  writeFileSync(path.join(results, "site/index.html"), "changed");
  const changed = await release("verify", results, key);
  expect(changed).toEqual({ code: 1, printed: "site/index.html: is not the file of the statement.\n" });
});

test("the packages install from a registry, and the library runs", async () => {
  const registry = await startRegistry({ upstream: upstreamRegistry() });
  try {
    for (const file of globSync(path.join(results, "packages/*.tgz"))) registry.add(file);
    const place = path.join(folder, "application");
    mkdirSync(place);
    const env = {
      ...process.env,
      npm_config_registry: registry.url,
      no_proxy: "127.0.0.1",
      npm_config_prefer_offline: "true",
    };
    expect(await run("npm", ["init", "--yes"], place, env)).toMatchObject({ code: 0 });
    const names = ["telltale", "telltale-cli", "create-telltale"];
    expect(await run("npm", ["install", ...names], place, env)).toMatchObject({ code: 0 });
    const manifest = JSON.parse(
      readFileSync(path.join(place, "node_modules/telltale/package.json"), "utf8"),
    ) as object;
    expect(manifest).toMatchObject({ version, repository: { directory: "packages/telltale" } });
    const code = `import { trace } from "telltale"; console.log(trace("ok", () => "runs"));`;
    expect((await run(process.execPath, ["--input-type=module", "--eval", code], place)).printed).toContain(
      "runs",
    );
  } finally {
    registry.stop();
  }
});
