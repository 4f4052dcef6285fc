// `telltale instrument` on applications made for it, as people and as programs read it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runInstrument } from "../src/instrument-command/instrument.ts";
import type { Survey } from "../src/instrument-command/survey.ts";

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

test("what is switched off, of a version that is only tried, or of the wrong generation, is told", () => {
  application({ pg: "9.0.0", express: "5.3.0", "@hapi/hapi": "21.0.0" });
  installed("@opentelemetry/instrumentation-hapi", "0.100.0", { engines: { node: ">=99" } });
  const { text } = run([], { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "express" });
  expect(text).toMatch(/pg 9\.0\.0 +telltale\/pg \(version 9\.0\.0 is tried; known are 8\)/);
  expect(text).toMatch(/express 5\.3\.0 +telltale\/express \(switched off\)/);
  expect(text).toMatch(/could be installed:\n\n {2}@hapi\/hapi .*\(it is for Node >=99, this is/);
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
  application({});
  expect(run([]).text).toMatch(/It has no dependencies, or they are not installed yet\.$/);
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
