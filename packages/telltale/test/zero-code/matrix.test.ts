// @module-tag extended
// The runtime matrix: every Node × ES modules and CommonJS × `--require` and `--import` × as written and bundled runs one application with
// Express, pg, undici, ioredis and pino, and the same spans, metrics and correlated log lines leave. Real Nodes, real servers.
import path from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { isAway } from "../calls/services.ts";
import { attributesOf, hex } from "../engine/receiver.ts";
import { type Ended, runProgram, showTrees, treesOf } from "./cell.ts";
import { install, type Installed } from "./installed.ts";

// versions that each Node runs, all in use
const older = ["express@4.22.3", "ioredis@5.11.1", "pino@9.14.0", "undici@6.29.1"];
const newer = ["express@5.3.0", "ioredis@6.0.0", "pino@10.4.0", "undici@7.30.2"];
const away = (await isAway("PostgreSQL")) || (await isAway("Redis"));
const folders = new Map<readonly string[], Installed>();

beforeAll(async () => {
  for (const libraries of [older, newer]) {
    const installed = await install([inject("telltalePack").tarball, "pg@8.23.1", ...libraries]);
    folders.set(libraries, installed);
    for (const [file, format] of [
      ["app.mjs", "esm"],
      ["app.cjs", "cjs"],
    ] as const) {
      // as esbuild's documentation has it for Node: what is installed stays outside
      buildSync({
        absWorkingDir: installed.folder,
        entryPoints: [file],
        outfile: `bundled-${file}`,
        bundle: true,
        platform: "node",
        packages: "external",
        format,
        logLevel: "error",
      });
    }
  }
});

afterAll(() => {
  for (const { remove } of folders.values()) remove();
});

const nodes = Object.entries(inject("runtimes")).map(([version, node]) => {
  const major = Number.parseInt(version.slice(1), 10);
  return { version, node, libraries: major < 22 ? older : newer };
});

const cells = nodes.flatMap((node) =>
  ["app.mjs", "app.cjs", "bundled-app.mjs", "bundled-app.cjs"].flatMap((file) =>
    ["--require", "--import"].map((how) => ({ ...node, file, how })),
  ),
);

const expectedTree = `server GET /orders/:id
  client GET
    server GET /prices/:article
  client GET 127.0.0.1:6379
  client SELECT`;

describe.skipIf(away)("the same leaves from", () => {
  test.concurrent.each(cells)("Node $version, $how, $file", async ({ node, libraries, file, how }) => {
    const cwd = folders.get(libraries)?.folder as string;
    const args = [how, "telltale/register", file];
    const ended = await runProgram({ node, cwd, args, paths: ["/orders/o-1"] });
    expect({ code: ended.code, stderr: ended.stderr, answers: ended.answers }).toEqual({
      code: 0,
      stderr: "",
      answers: [{ status: 200, body: '{"id":"o-1","amount":42,"price":7}' }],
    });
    judge(ended);
  });
});

function judge({ receiver, stdout }: Ended): void {
  const trees = treesOf(receiver).filter(({ span }) => span.startsWith("server"));
  expect(showTrees(trees).join("\n")).toBe(expectedTree);
  const [root] = trees;
  expect(root?.attributes).toMatchObject({ "http.route": "/orders/:id", "http.response.status_code": 200n });
  const line = receiver.logs().find((record) => record["body"]?.stringValue === "order read");
  expect([hex(line?.["traceId"]), hex(line?.["spanId"])]).toEqual([root?.traceId, root?.id]);
  expect(attributesOf(line)).toMatchObject({ orderId: "o-1" });
  expect(stdout).toContain(`"trace_id":"${root?.traceId}"`);
  const metrics = new Set(receiver.metrics().map((metric) => metric["name"] as string));
  expect([...metrics]).toEqual(
    expect.arrayContaining([
      "http.server.request.duration",
      "http.client.request.duration",
      "db.client.operation.duration",
    ]),
  );
}

test.skipIf(away)("what is bundled is not seen, and that is said", async () => {
  const cwd = folders.get(newer)?.folder as string;
  buildSync({
    absWorkingDir: cwd,
    entryPoints: ["app.cjs"],
    outfile: "inlined.cjs",
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
    external: ["pg-native"],
  });
  const ended = await runProgram({
    node: process.execPath,
    cwd,
    args: ["--require", "telltale/register", "inlined.cjs"],
    paths: ["/orders/o-1"],
  });
  expect(ended.answers[0]?.status).toBe(200);
  expect(ended.stderr).toMatch(/^telltale: bundled: [\w, @/-]*express[\w, @/-]*: cannot be seen into/);
  expect(ended.stderr).toContain(path.join(cwd, "inlined.cjs"));
  const [root] = treesOf(ended.receiver);
  expect(root?.span).toMatch(/^server GET/);
});
