// Which copy of Telltale `autoinstrumentation.js` of an image starts, also on a Node.js that the image was not built for. Copies are files
// that name themselves; deploy/images/test runs the real ones.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../tools/source-files.ts";
import { oldestOf } from "../images/source/engines.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-dispatch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder as in an image: 18 and 20 share their packages. */
beforeAll(() => {
  cpSync(
    path.join(root, "deploy/images/autoinstrumentation.cjs"),
    path.join(folder, "autoinstrumentation.js"),
  );
  // that of the folders above is not asked
  writeFileSync(path.join(folder, "package.json"), `{ "type": "commonjs" }\n`);
  for (const version of ["node-18", "node-22", "node-24"]) {
    const place = path.join(folder, version, "node_modules/telltale");
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, "register.js"), `console.log("started " + ${JSON.stringify(version)});\n`);
  }
});

const versions = { 18: "node-18", 20: "node-18", 22: "node-22", 24: "node-24" };
/** As the lockfiles with the official instrumentations have it. */
const since = { 18: "18.19.0", 20: "20.6.0", 22: "22.15.0", 24: "24.0.0" };

interface Ran {
  readonly started: string;
  readonly stderr: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs a program with the preload, in a process that says it is Node.js `version`. */
function run(version: string, env: Record<string, string> = {}, dispatch: unknown = { versions }): Ran {
  writeFileSync(path.join(folder, "dispatch.json"), JSON.stringify(dispatch));
  const pretend = path.join(folder, "pretend.cjs");
  writeFileSync(
    pretend,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  const files = [pretend, path.join(folder, "autoinstrumentation.js")].flatMap((file) => ["--require", file]);
  const program = "const { NODE_OPTIONS, PATH, ...env } = process.env; console.log(JSON.stringify(env))";
  const { status, stdout, stderr } = spawnSync(process.execPath, [...files, "-e", program], {
    env,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  const lines = stdout.trim().split("\n");
  return {
    started: lines.slice(0, -1).join(),
    stderr,
    variables: JSON.parse(lines.at(-1)!) as Record<string, string>,
  };
}

test.each([
  ["18.20.8", "node-18"],
  ["20.19.0", "node-18"],
  ["22.0.0", "node-22"],
  ["24.9.0", "node-24"],
  // between two versions: the newest that is not newer
  ["19.9.0", "node-18"],
  ["21.7.3", "node-18"],
  ["23.11.0", "node-22"],
  // newer than all
  ["27.0.0", "node-24"],
  ["100.0.0", "node-24"],
  // older than all
  ["16.20.2", "node-18"],
  ["8.17.0", "node-18"],
  // versions of previews
  ["25.0.0-nightly20250901", "node-24"],
])("Node.js %s starts the packages of %s", (version, wanted) => {
  expect(run(version)).toMatchObject({ started: `started ${wanted}`, stderr: "" });
});

test.each([
  ["22.0.0", "node-18"],
  ["22.9.1", "node-18"],
  ["22.14.99", "node-18"],
  ["22.15.0", "node-22"],
  ["22.16.0", "node-22"],
  ["23.0.0", "node-22"],
  ["24.0.0-rc.1", "node-24"],
  ["20.5.0", "node-18"],
  // older than all that is there
  ["18.0.0", "node-18"],
])("with official instrumentations, Node.js %s starts the packages of %s", (version, wanted) => {
  const dispatch = { versions, since, hasOfficial: true };
  const ran = run(version, {}, dispatch);
  expect(ran).toMatchObject({ started: `started ${wanted}`, stderr: "" });
  expect(ran.variables["TELLTALE_INSTRUMENTATION_PATH"]).toBe(path.join(folder, wanted));
});

test("an image of one version starts it everywhere", () => {
  for (const version of ["18.0.0", "22.0.0", "26.0.0"])
    expect(run(version, {}, { versions: { 22: "node-22" }, since }).started).toBe("started node-22");
});

test("the preset `marks` is on, unless there is an enrichment or a configuration file", () => {
  expect(run("24.0.0").variables["TELLTALE_ENRICHMENT"]).toBe("marks");
  expect(run("24.0.0", { OTEL_CONFIG_FILE: "" }).variables["TELLTALE_ENRICHMENT"]).toBe("marks");
  expect(run("24.0.0", { TELLTALE_ENRICHMENT: "" }).variables["TELLTALE_ENRICHMENT"]).toBe("");
  expect(run("24.0.0", { OTEL_CONFIG_FILE: "/etc/otel.yaml" }).variables).not.toHaveProperty(
    "TELLTALE_ENRICHMENT",
  );
});

test("official instrumentations come from the folder of the version, after those that are given", () => {
  const dispatch = { versions, hasOfficial: true };
  const own = path.join(folder, "node-22");
  const pathOf = (given: Record<string, string>): string | undefined =>
    run("23.0.0", given, dispatch).variables["TELLTALE_INSTRUMENTATION_PATH"];
  expect(pathOf({})).toBe(own);
  expect(pathOf({ TELLTALE_INSTRUMENTATION_PATH: "/more" })).toBe(`/more${path.delimiter}${own}`);
  // a process that a process started
  expect(pathOf({ TELLTALE_INSTRUMENTATION_PATH: own })).toBe(own);
  expect(run("23.0.0").variables).not.toHaveProperty("TELLTALE_INSTRUMENTATION_PATH");
});

test.each([
  ["no versions", {}],
  ["a folder that is missing", { versions: { 24: "node-25" } }],
])("%s is one warning, and the application runs", (_, dispatch) => {
  const ran = run("24.0.0", {}, dispatch);
  expect(ran.started).toBe("");
  expect(ran.stderr).toMatch(/^\(node:\d+\) TelltaleWarning: Cannot instrument: /);
});

// the oldest version of each line that the guide of images promises all packages for
test.each([
  ["18", "18.19.0"],
  ["20", "20.6.0"],
  ["22", "22.15.0"],
  ["24", "24.0.0"],
  ["26", "26.0.0"],
])("the packages for Node.js %s run from %s on", (version, oldest) => {
  const file = path.join(root, `deploy/images/locks/node-${version}/package-lock.json`);
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as {
    packages: Readonly<Record<string, { readonly engines?: { readonly node?: string } }>>;
  };
  const ranges = Object.values(packages).flatMap(({ engines }) => engines?.node ?? []);
  expect(ranges.length).toBeGreaterThan(10);
  expect(oldestOf(Number(version), ranges)).toBe(oldest);
  const guide = readFileSync(path.join(root, "docs/guide/images.md"), "utf8");
  expect(guide).toContain(oldest.replace(/(?:\.0){1,2}$/, ""));
});
