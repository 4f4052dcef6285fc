// The example for zero-code behaves as its page says, run as its package.json has it.
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { attributesOf } from "../engine/receiver.ts";
import { type Ended, runProgram, showTrees, treesOf, type Tree } from "./cell.ts";
import { install, type Installed } from "./installed.ts";

const example = fileURLToPath(new URL("../../../../examples/zero-code/", import.meta.url));
let installed: Installed;
beforeAll(() => {
  installed = install([inject("telltalePack").tarball, "express@5.3.0", "@opentelemetry/api@1.9.1"]);
  cpSync(example, installed.folder, { recursive: true, filter: (file) => !file.includes("node_modules") });
});
afterAll(() => installed.remove());

const { scripts } = JSON.parse(readFileSync(path.join(example, "package.json"), "utf8")) as {
  scripts: { start: string };
};
const [, ...args] = scripts.start.split(" ");
const paths = ["/", "/slow", "/error", "/manual-span", "/health"];

describe("the example", () => {
  let ended: Ended;
  let trees: Tree[];
  beforeAll(async () => {
    const variables = { PORT: "0", OTEL_LOG_LEVEL: "debug" };
    ended = await runProgram({ node: process.execPath, cwd: installed.folder, args, variables, paths });
    trees = treesOf(ended.receiver);
  });

  test("answers as it would without", () => {
    expect(ended.code).toBe(0);
    expect(ended.answers).toEqual([
      { status: 200, body: "hello" },
      { status: 200, body: "slow" },
      { status: 500, body: "nothing works" },
      { status: 200, body: '{"sum":6}' },
      { status: 200, body: "ok" },
    ]);
  });

  test("leaves these spans, without probes and quick ones", () => {
    expect(showTrees(trees)).toEqual([
      "server GET /",
      "server GET /error",
      "server GET /manual-span",
      "  internal manual work",
      "server GET /slow",
    ]);
    expect(trees[2]?.children[0]?.attributes).toMatchObject({ "manual.items": 3n });
  });

  test.each([
    ["GET /", undefined, undefined],
    ["GET /error", undefined, true],
    ["GET /manual-span", undefined, undefined],
    ["GET /slow", true, undefined],
  ])("%s has the marks that its page says", (name, slow, failed) => {
    const { attributes = {} } = trees.find(({ span }) => span === `server ${name}`) ?? {};
    expect(attributes).toMatchObject({
      "custom.processed": true,
      "custom.processor.version": expect.any(String) as string,
    });
    expect([attributes["custom.slow_operation"], attributes["custom.error_processed"]]).toEqual([
      slow,
      failed,
    ]);
  });

  test("only the error has the status of one", () => {
    const failed = ended.receiver.spans().filter((span) => span["status"]?.code === 2);
    expect(failed.map((span) => span["name"] as string)).toEqual(["GET /error"]);
  });

  test("counts every request, the probe too", () => {
    const points = ended.receiver
      .metrics()
      .filter((metric) => metric["name"] === "http.server.request.duration")
      .flatMap((metric) => metric["histogram"].dataPoints as Record<string, unknown>[]);
    const routes = points.map((point) => attributesOf(point)["http.route"]);
    expect(new Set(routes)).toEqual(new Set(paths));
  });

  test("says on standard error what was done to each span", () => {
    const page = readFileSync(path.join(example, "README.md"), "utf8");
    const line = "telltale: enrichment of span `GET /slow`: marks";
    expect(page).toContain(line);
    expect(ended.stderr.split("\n")).toContain(line);
  });
});
