// @module-tag extended
// node:http where it publishes a request too late for headers (Node 18 and 20): there `request` and `get` are wrapped, also for the names
// that ES modules have imported. The same program on every Node that is at hand.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

interface Printed {
  readonly spans: readonly { name: string; traceId: string; spanId: string; url: string }[];
  readonly seen: readonly string[];
  readonly base: string;
}

const here = path.dirname(fileURLToPath(import.meta.url));
// those of tools/runtimes.ts, where they have been fetched already
const runtimes = ["18", "20"].flatMap((major) => {
  const name = `node-${major}-${process.platform}-${process.arch}`;
  const file = path.resolve(here, "../../../../.cache/runtimes/node_modules", name, "bin/node");
  return existsSync(file) ? [{ major, file }] : [];
});
if (runtimes.length === 0) console.log("skipped: no other Node in .cache/runtimes");

describe.skipIf(runtimes.length === 0)("node:http on other versions of Node", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-http-"));
  const program = path.join(folder, "program.mjs");
  beforeAll(async () => {
    await build({
      entryPoints: [fileURLToPath(new URL("../fixtures/http-clients/program.ts", import.meta.url))],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["telltale-source"],
      logLevel: "silent",
      banner: {
        js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`,
      },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(runtimes)(
    "Node $major: every form is a span, with its context in one header",
    async ({ file }) => {
      const { stdout } = await promisify(execFile)(file, [program], { env: {} });
      const { spans, seen, base } = JSON.parse(stdout) as Printed;
      expect(spans.map(({ name, url }) => `${name} ${url.replace(base, "")}`)).toEqual([
        "GET /get",
        "GET /named",
        "PUT /put",
        "GET /list",
        "GET /fetch",
        "GET http://127.0.0.1:1/gone",
      ]);
      expect(seen).toEqual(spans.slice(0, 5).map(({ traceId, spanId }) => `00-${traceId}-${spanId}-03`));
    },
  );
});
