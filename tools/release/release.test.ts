// A release of a small repository: what it must have, its version, and the packages as a registry gets them. And the workflow that runs it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import { enginePackages } from "../../packages/console/src/store/engine/packages.ts";
import { fieldsOf, type Home, home } from "../home.ts";
import { published } from "../published.ts";
import { root } from "../source-files.ts";
import { mistakesOf } from "./checks.ts";
import { setVersion } from "./version.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const edit = (folder: string, file: string, change: (text: string) => string): void =>
  writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), "utf8")));

const address: Home = {
  repository: "https://git.example/shop/telltale",
  documentation: "https://telltale.example/docs",
  author: "The shop",
};

/** A repository that can be released as 0.2.0. */
function repository(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-release-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, "package.json"), json({ private: true, workspaces: ["packages/*"] }));
  writeFileSync(
    path.join(folder, "CHANGELOG.md"),
    "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-30)\n\n- New.\n",
  );
  cpSync(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
  const versions: Record<string, unknown> = {};
  for (const { folder: place, name, notices = [] } of published) {
    const to = path.join(folder, "packages", place);
    for (const file of ["README.md", "dist/index.js", ...notices]) {
      mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
      writeFileSync(path.join(to, file), "text\n");
    }
    cpSync(path.join(root, "LICENSE"), path.join(to, "LICENSE"));
    const manifest = {
      name,
      version: "0.2.0",
      description: "d",
      ...fieldsOf(place, address),
      license: "Apache-2.0",
      files: ["dist"],
    };
    const devDependencies = name === "telltale-cli" ? { telltale: "0.2.0", yaml: "2.9.1" } : {};
    writeFileSync(
      path.join(to, "package.json"),
      json({ ...manifest, devDependencies, engines: { node: ">=20.19" } }),
    );
    versions[`packages/${place}`] = { version: "0.2.0" };
  }
  writeFileSync(path.join(folder, "package-lock.json"), json({ packages: versions }));
  return folder;
}

test("a complete repository has no mistakes", () => {
  expect(mistakesOf(repository(), "v0.2.0", address)).toEqual([]);
});

test.each(["0.2.0", "v0.2", "v0.2.0+build", "v01.2.0", "vx", ""])("`%s` is not a tag of a release", (tag) => {
  expect(mistakesOf(repository(), tag, address)).toEqual([
    `The tag \`${tag}\` is not a version: expected one such as v0.2.0.`,
  ]);
});

test("a tag of another version is refused, with each file that has to change", () => {
  const mistakes = mistakesOf(repository(), "v0.3.0", address);
  expect(mistakes).toContain(
    "packages/cli/package.json: the version is 0.2.0; expected 0.3.0. Run `npm run release -- version 0.3.0`.",
  );
  expect(mistakes.filter((line) => line.includes("package.json: the version is"))).toHaveLength(
    published.length,
  );
  expect(mistakes).toContainEqual(expect.stringMatching(/needs `telltale` 0\.2\.0; expected 0\.3\.0/));
  expect(mistakes).toContainEqual(expect.stringMatching(/^CHANGELOG\.md: no section `## 0\.3\.0 \(\d{4}-/));
  expect(mistakes).toContainEqual(expect.stringMatching(/^package-lock\.json: packages\/cli is not 0\.3\.0/));
});

test("a release without an address, or with another one in a package, is refused", () => {
  const mistakes = mistakesOf(repository(), "v0.2.0", { ...home, repository: "https://x.invalid/telltale" });
  expect(mistakes).toContain(
    "tools/home.ts: `repository` is the placeholder https://x.invalid/telltale. Write the address there.",
  );
  expect(mistakes).toContain("packages/cli/package.json: `bugs` is not that of tools/home.ts.");
});

test.each([
  ["CHANGELOG.md", (text: string) => text.replace(" (2026-11-30)", ""), "`## 0.2.0` has no date"],
  ["CHANGELOG.md", (text: string) => text.replace("- New.", ""), "has no entries"],
  ["packages/cli/LICENSE", () => "another", "packages/cli: LICENSE is not the LICENSE of the repository"],
  ["packages/cli/package.json", (text: string) => text.replace('"license"', '"licence"'), "has no `license`"],
  ["packages/cli/package.json", (text: string) => text.replace('"node"', '"npm"'), "has no `engines.node`"],
  [
    "packages/cli/package.json",
    (text: string) => text.replace('"version"', '"private": true,\n  "version"'),
    "packages/cli: is private",
  ],
  [
    "packages/cli/README.md",
    () => "<!-- npm-note -->\n> Not on npm.\n",
    "packages/cli/README.md: the note about npm is not that of tools/npm-note.ts",
  ],
])("a mistake in %s is found (%#)", (file, change, expected) => {
  const folder = repository();
  edit(folder, file, change);
  const mistakes = mistakesOf(folder, "v0.2.0", address);
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toContain(expected);
});

test.each(["packages/console/dist/web/THIRD-PARTY-NOTICES.txt", "packages/cli/README.md"])(
  "a release without %s is refused",
  (file) => {
    const folder = repository();
    rmSync(path.join(folder, file));
    expect(mistakesOf(folder, "v0.2.0", address)).toContainEqual(
      expect.stringContaining(path.basename(file)),
    );
  },
);

test("a version is set in every package, and in what packages say of each other", () => {
  const folder = repository();
  setVersion(folder, "0.3.0-rc.1");
  const cli = JSON.parse(readFileSync(path.join(folder, "packages/cli/package.json"), "utf8")) as object;
  expect(cli).toMatchObject({
    version: "0.3.0-rc.1",
    devDependencies: { telltale: "0.3.0-rc.1", yaml: "2.9.1" },
  });
  const mistakes = mistakesOf(folder, "v0.3.0-rc.1", address);
  expect(mistakes.filter((line) => line.includes("package.json"))).toEqual([]);
  expect(() => setVersion(folder, "next")).toThrow(
    "Cannot set the version `next`: expected one such as 0.2.0",
  );
});

test("this repository lacks nothing of a release but its changelog and its address", () => {
  const manifest = JSON.parse(readFileSync(path.join(root, "packages/telltale/package.json"), "utf8")) as {
    version: string;
  };
  const mistakes = mistakesOf(root, `v${manifest.version}`);
  // a fresh clone has no builds, with their notices
  const others = mistakes.filter(
    (line) => !/^CHANGELOG|is the placeholder|no dist\/.*npm run build/.test(line),
  );
  expect(others).toEqual([]);
});

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly container?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, unknown>>[] } };
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly if?: string }[];
}

const workflow = readFileSync(path.join(root, ".github/workflows/release.yml"), "utf8");
const { on, permissions, jobs } = parse(workflow) as {
  readonly on: {
    readonly push: unknown;
    readonly workflow_dispatch: { readonly inputs: Record<string, object> };
  };
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};
const steps = Object.values(jobs).flatMap((job) => job.steps);
const scriptOf = (name: string): string => jobs[name]!.steps.flatMap(({ run = [] }) => run).join("\n");

test("the workflow runs for tags of versions, and by hand without publishing", () => {
  expect(on.push).toEqual({ tags: ["v*"] });
  expect(on.workflow_dispatch.inputs["dry-run"]).toMatchObject({ type: "boolean", default: true });
});

test("the workflow publishes from the tag only, because provenance names the ref of the run", () => {
  expect(jobs["publish"]!.if).toBe(
    "${{ !inputs.dry-run && github.ref == format('refs/tags/{0}', inputs.tag || github.ref_name) }}",
  );
  // a real run from a branch fails at once, instead of publishing nothing
  expect(jobs["test"]!.steps[0]).toMatchObject({
    if: "${{ github.event_name == 'workflow_dispatch' && !inputs.dry-run && github.ref != format('refs/tags/{0}', inputs.tag) }}",
    run: expect.stringContaining("exit 1") as string,
  });
});

test("the workflow tests on Debian as root, where missing programs are installed", () => {
  expect(jobs["test"]!.container).toBe("debian:12");
  expect(scriptOf("test")).toContain("./.ci/run");
});

test("the job that may ask for a token comes last, and installs and builds nothing", () => {
  expect(permissions).toEqual({ contents: "read" });
  expect(Object.keys(jobs)).toEqual(["test", "pack", "platforms", "publish"]);
  expect([jobs["pack"]!.needs, jobs["publish"]!.needs]).toEqual(["test", ["pack", "platforms"]]);
  expect([jobs["test"]!.permissions, jobs["pack"]!.permissions]).toEqual([undefined, undefined]);
  expect(jobs["publish"]!.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(scriptOf("pack")).toMatch(
    /npm run build\n.* pack "\$TAG" packed\n.* publish "\$TAG" packed --dry-run/,
  );
  expect(scriptOf("publish")).toBe('node tools/release.ts publish "$TAG" packed');
});

test("the workflow runs the console on every platform of its engine, and only untested ones may fail", () => {
  const rows = jobs["platforms"]!.strategy!.matrix.include;
  expect(rows.map((row) => [row["engine"], row["is-tested"]])).toEqual(
    enginePackages.map(({ name, isTested }) => [name, isTested]),
  );
  expect(scriptOf("platforms")).toBe('./.ci/try-console "packed/telltale-console-${TAG#v}.tgz" "$ENGINE"');
});

test("publishing needs no package from npm", () => {
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const imported = [
      ...readFileSync(file, "utf8").matchAll(/^(?:import |\} from |export [{*]).*?"(.*)";$/gm),
    ];
    for (const [, from = ""] of imported) {
      expect(from).toMatch(/^(?:node:|\.)/);
      if (from.startsWith(".")) follow(path.resolve(path.dirname(file), from));
    }
  };
  follow(path.join(root, "tools/release.ts"));
  expect(seen.size).toBeGreaterThan(5);
});

test("actions are pinned by commit, commands exist, and no input is written into a script", () => {
  const uses = [...workflow.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
  expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
  for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    scripts: object;
  };
  const runs = steps.flatMap(({ run }) => run ?? []);
  expect(runs.length).toBeGreaterThan(3);
  for (const run of runs) expect(run).not.toContain("${{");
  const names = runs.flatMap((run) => [...run.matchAll(/npm run ([\w-]+)/g)].map(([, name]) => name));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(names));
});
