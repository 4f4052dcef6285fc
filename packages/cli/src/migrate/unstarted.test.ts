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
  ])("of another program is no preload: %s", (run) => {
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
