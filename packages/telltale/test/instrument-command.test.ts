// `telltale instrument` on applications made for it, as people and as programs read it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runInstrument } from "../src/instrument-command/instrument.ts";
import type { Survey } from "../src/instrument-command/survey.ts";
import { table } from "../src/register/table.ts";
import { through } from "../src/register/through.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "telltale-instrument-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(
  args: string[],
  variables: Record<string, string> = {},
): { code: number; text: string; complaint: string } {
  let [text, complaint] = ["", ""];
  const code = runInstrument(args, {
    folder,
    variables,
    print: (one) => (text += one),
    complain: (one) => (complaint += one),
  });
  return { code, text, complaint };
}

function application(dependencies: Record<string, string>, more: object = {}): void {
  const list = Object.fromEntries(Object.keys(dependencies).map((name) => [name, "*"]));
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ name: "shop", dependencies: list, ...more }),
  );
  for (const [name, version] of Object.entries(dependencies)) installed(name, version);
}

function installed(name: string, version: string, manifest: object = {}): void {
  const place = path.join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(
    path.join(place, "package.json"),
    JSON.stringify({ name, version, main: "index.js", ...manifest }),
  );
  writeFileSync(path.join(place, "index.js"), "");
}

test("each dependency has its own line: seen by us, by an official one, by one that could be, by none", () => {
  application({ pg: "8.23.1", "@hapi/hapi": "21.0.0", memcached: "2.2.2", lodash: "4.17.21" });
  installed("@opentelemetry/instrumentation-hapi", "0.69.0", { engines: { node: ">=18" } });
  installed("express", "5.3.0");
  const { code, text } = run([]);
  expect(code).toBe(0);
  expect(text).toMatch(/^shop \(/);
  expect(text).toMatch(
    /Seen by telltale:[^]*pg 8\.23\.1 +telltale\/pg\n {4}spans: .*\n {4}metrics: .*db\.client\.operation\.duration/,
  );
  expect(text).toMatch(/express 5\.3\.0 +telltale\/express \(brought along\)/);
  expect(text).toMatch(
    /that is installed:\n\n {2}@hapi\/hapi 21\.0\.0 +@opentelemetry\/instrumentation-hapi 0\.69\.0\n/,
  );
  expect(text).toMatch(
    /could be installed:\n\n {2}memcached 2\.2\.2 +@opentelemetry\/instrumentation-memcached\n/,
  );
  expect(text).toMatch(/Nothing is known of how to see into:\n {2}lodash$/);
});

test("what programs read has all that is emitted", () => {
  application({ pg: "8.23.1" });
  const found = JSON.parse(run(["--json"]).text) as Survey;
  const pg = found.libraries.find(({ name }) => name === "pg");
  expect(pg).toMatchObject({
    version: "8.23.1",
    direct: true,
    by: "own",
    instrumentation: "telltale/pg",
    enabled: true,
  });
  expect(pg?.emits.find(({ kind }) => kind === "span")?.attributes).toContainEqual({
    name: "db.system.name",
  });
});

test("reports what is switched off, an untested version, or the wrong generation", () => {
  application({ pg: "9.0.0", express: "5.3.0", "@hapi/hapi": "21.0.0" });
  installed("@opentelemetry/instrumentation-hapi", "0.100.0", { engines: { node: ">=99" } });
  const { text } = run([], { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "express" });
  expect(text).toMatch(/pg 9\.0\.0 +telltale\/pg \(version 9\.0\.0 is untested; expected to work: 8\)/);
  expect(text).toMatch(/express 5\.3\.0 +telltale\/express \(switched off\)/);
  expect(text).toMatch(/could be installed:\n\n {2}@hapi\/hapi .*\(it is for Node >=99, this is/);
});

test("a version that publishes nothing is not claimed, and what is covered through another library says so", () => {
  application({ graphql: "16.14.0", ai: "6.0.1", axios: "1.21.1", "drizzle-orm": "0.45.4", pg: "8.23.1" });
  const manifest = path.join(folder, "package.json");
  const { dependencies, ...rest } = JSON.parse(readFileSync(manifest, "utf8")) as {
    dependencies: object;
  };
  writeFileSync(
    manifest,
    JSON.stringify({ ...rest, dependencies: { ...dependencies, kysely: "*", left: "*" } }),
  );
  installed("kysely", "0.28.0");
  const { text } = run([]);
  expect(text).toMatch(
    /could be installed:\n\n {2}graphql 16\.14\.0 .*\(telltale\/graphql covers 17, not 16\.14\.0\)/,
  );
  expect(text).toMatch(
    /Not seen:\n {2}ai 6\.0\.1 +telltale\/ai covers 7, not 6\.0\.1\n {2}left +it is not installed/,
  );
  expect(text).toMatch(/Covered through what they are built on:\n\n {2}axios 1\.21\.1 +telltale\/http\n/);
  expect(text).toMatch(/drizzle-orm 0\.45\.4 +telltale\/pg\n[^]*kysely 0\.28\.0 +telltale\/pg\n/);
});

test.each([
  ["nuxt", "4.5.0", "instrumentNitro", "server/plugins/telltale.ts"],
  ["nuxt", "4.5.0", "instrumentNuxt", "app/plugins/telltale.server.ts"],
  ["nuxt", "3.19.0", "instrumentNuxt", "plugins/telltale.server.ts"],
  ["nitropack", "2.13.0", "instrumentNitro", "server/plugins/telltale.ts"],
  ["nitro", "3.0.1", "instrumentNitro", "plugins/telltale.ts"],
])("%s %s is seen by a plugin that the application adds: %s in %s", (name, version, call, file) => {
  // whose builds have it inside list it among what only the build needs
  application({}, { devDependencies: { [name]: "*" } });
  installed(name, version);
  const { text } = run([]);
  expect(text).toMatch(
    new RegExp(
      `Seen by plugins that you add:\n\n {2}${name} ${version} +telltale/h3 \\([^)]*\`${call}\` in \`${file}\``,
    ),
  );
});

test("claims no version with unknown plugins", () => {
  application({ nuxt: "2.18.1" });
  expect(run([]).text).toMatch(/Nothing is known of how to see into:\n {2}nuxt$/);
});

test.each([
  ["graphql", "17.1.0"],
  ["ai", "7.0.173"],
])("%s in a version that tells is seen, once", (name, version) => {
  application({ [name]: version });
  const found = (JSON.parse(run(["--json"]).text) as Survey).libraries.filter((one) => one.name === name);
  expect(found).toMatchObject([{ by: "own", instrumentation: `telltale/${name}`, version }]);
});

describe("the one table of versions", () => {
  test.each(table.filter(({ tested }) => tested !== undefined))(
    "$name: every version that tests run is claimed",
    ({ versions = [], tested = [] }) => {
      for (const version of tested) {
        const major = Number.parseInt(version, 10);
        expect(versions.some(([from, before]) => major >= from && major < before)).toBe(true);
      }
    },
  );

  test("what is covered through another library names integrations that there are", () => {
    const names = new Set(table.map(({ name }) => name));
    for (const by of Object.values(through)) for (const one of by) expect(names).toContain(one);
  });
});

test("a bundle is searched for what is in it", () => {
  application({ pg: "8.23.1" }, { main: "dist/app.js" });
  mkdirSync(path.join(folder, "dist"));
  const filling = "// x\n".repeat(20_000);
  writeFileSync(path.join(folder, "dist/app.js"), `// node_modules/pg/lib/index.js\n${filling}`);
  expect(run([]).text).toMatch(/In the bundle: pg: cannot be seen into/);
  expect(run(["--entry", "none.js"]).text).not.toContain("In the bundle");
});

test("an empty folder, and an application without dependencies", () => {
  expect(run([]).text).toMatch(/^There is no package\.json in [^]*node:http +telltale\/http/);
  expect((JSON.parse(run(["--json"]).text) as Survey).application).toBe(undefined);
  for (const dependencies of [{}, { telltale: "1.0.0" }]) {
    application(dependencies);
    expect(run([]).text).toMatch(
      /Its package\.json has no dependencies besides Telltale and OpenTelemetry\.$/,
    );
  }
});

test("wrong usage is explained, and help is given", () => {
  expect(run(["--jsno"])).toMatchObject({
    code: 2,
    text: "",
    complaint: expect.stringMatching(/--jsno[^]*telltale instrument/) as string,
  });
  expect(run(["--help"])).toMatchObject({
    code: 0,
    text: expect.stringMatching(/^telltale instrument \[--json\]/) as string,
  });
});
