import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProject } from "../code/project.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";
import { converted } from "./converted-for-test.ts";
import { findUnstarted } from "./unstarted.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-unstarted-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What is in the way of converting the sources among `files`. */
function inWayOf(files: Readonly<Record<string, string>>): readonly string[] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const sources = Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith(".js")));
  const modules = Object.entries(sources).map(([file, text]) => parseModule(file, text) as SourceModule);
  return findUnstarted(folder, createProject(modules), converted(sources).files).inWay;
}

const source = `import { trace } from "@opentelemetry/api";
const tracer = trace.getTracer("payment");
export const charge = () => tracer.startActiveSpan("charge", (span) => { try { return 1; } finally { span.end(); } });
`;

describe("a flag -r", () => {
  test.each([
    "jq -r .version package.json",
    "echo $(jq -r .version package.json)",
    "pip install -r /tmp/req.txt",
    "rsync -r ./dist host",
    "sed -r /a/d x",
    "ls |xargs -r ./x",
    "mytool -r ./data",
  ])("of another program is not a preload: %s", (run) => {
    const workflow = `steps:\n  - run: ${run}\n  - run: node other.js\n`;
    expect(inWayOf({ "index.js": source, ".github/workflows/ci.yml": workflow })).toEqual([]);
  });

  test.each([
    ["ls | xargs node \\\n  -r ./tracing index.js\n", "start.sh:2: ./tracing, which is not in this folder"],
    ['docker run -e NODE_OPTIONS="-r dd-trace/init" pay\n', "start.sh:1: dd-trace/init"],
    ["node index.js; mytool -r ./tracing.cjs\n", "start.sh:1: ./tracing.cjs, which is not in this folder"],
  ])("of Node.js is a preload: %s", (script, place) => {
    expect(inWayOf({ "index.js": source, "start.sh": script })).toEqual([expect.stringContaining(place)]);
  });
});

describe("a second process with another SDK", () => {
  const web = `import { start } from "telltale";\nstart();\n${source}`;
  const procfile = "web: node web.js\nworker: node -r dd-trace/init worker.js\n";
  const inWay = ["Procfile:2: dd-trace/init (process worker)"];
  const shared = {
    Procfile: procfile,
    "package.json": '{ "name": "pay", "dependencies": { "@acme/charge": "*" } }',
    "web.js": web,
    "libs/charge/package.json": '{ "name": "@acme/charge" }',
    "libs/charge/index.js": source,
  };

  test("is not in the way of converted calls that it does not run", () => {
    const worker = 'import "./jobs.js";\n';
    expect(
      inWayOf({ Procfile: procfile, "web.js": web, "worker.js": worker, "jobs.js": "jobs();\n" }),
    ).toEqual([]);
    expect(inWayOf({ ...shared, "worker.js": 'import "./jobs.js";\n' })).toEqual([]);
  });

  test.each<[what: string, files: Record<string, string>]>([
    ["itself", { Procfile: procfile, "web.js": web, "worker.js": source }],
    [
      "by an import",
      { Procfile: procfile, "web.js": web, "worker.js": 'import "./jobs.js";\n', "jobs.js": source },
    ],
    ["by a package of the repository", { ...shared, "worker.js": 'import "@acme/charge";\n' }],
    ["by a file of that package", { ...shared, "worker.js": 'import "@acme/charge/index.js";\n' }],
    [
      "in a process of its own, and nothing starts Telltale",
      { Procfile: procfile, "web.js": source, "worker.js": "jobs();\n" },
    ],
  ])("is in the way of converted calls that it runs: %s", (_, files) => {
    expect(inWayOf(files)).toEqual(inWay);
  });

  test("is in the way when it runs build output that is not followed", () => {
    const files = {
      "web.js": web,
      Procfile: "worker: node -r dd-trace/init build/all.cjs\n",
      "build/all.cjs": 'require("./a");\n',
    };
    expect(inWayOf(files)).toEqual(["Procfile:1: dd-trace/init (process worker)"]);
  });
});
