// The example for zero-code behaves as its page says, run as its package.json has it.
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Plain } from "../engine/official.ts";
import { attributesOf } from "../engine/receiver.ts";
import { type Ended, runProgram, showTrees, treesOf, type Tree } from "./cell.ts";
import { basics, install, type Installed } from "./installed.ts";

const example = fileURLToPath(new URL("../../../../examples/zero-code/", import.meta.url));
let installed: Installed;
beforeAll(async () => {
  installed = await install([inject("telltalePack").tarball, ...basics]);
  cpSync(example, installed.folder, { recursive: true, filter: (file) => !file.includes("node_modules") });
});
afterAll(() => installed.remove());

const { scripts } = JSON.parse(readFileSync(path.join(example, "package.json"), "utf8")) as {
  scripts: { start: string };
};
const [, ...args] = scripts.start.split(" ");
/** The limits of the example's `enrichment.yaml`. */
const slowOverMs = 100;
const quickUnderMs = 5;
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
    const manual = "internal manual work";
    const wanted = [
      "server GET /",
      "server GET /error",
      "server GET /manual-span",
      manual,
      "server GET /slow",
    ];
    const lines = showTrees(trees).map((line) => line.trim());
    expect(lines.filter((line) => wanted.includes(line))).toEqual(wanted);
    // on a busy machine, others take long as well
    const others = ended.receiver
      .spans()
      .filter(({ name }) => !wanted.some((one) => one.endsWith(` ${name}`)));
    expect(others.filter((span) => millisecondsOf(span) < quickUnderMs)).toEqual([]);
    expect(lines).toHaveLength(wanted.length + others.length);
    const work = trees[2]?.children.find(({ span }) => span === manual);
    expect(work?.attributes).toMatchObject({ "manual.items": 3n });
  });

  test.each([
    ["GET /", undefined],
    ["GET /error", true],
    ["GET /manual-span", undefined],
    ["GET /slow", undefined],
  ])("%s has the marks that its page says", (name, failed) => {
    const { attributes = {} } = trees.find(({ span }) => span === `server ${name}`) ?? {};
    const durationMs = millisecondsOf(ended.receiver.spans().find((span) => span["name"] === name));
    // on a busy machine, others than `/slow` take long as well
    const isSlow = name === "GET /slow" || durationMs > slowOverMs;
    expect(attributes).toMatchObject({
      "custom.processed": true,
      "custom.processor.version": expect.any(String) as string,
    });
    expect([attributes["custom.slow_operation"], attributes["custom.error_processed"]]).toEqual([
      isSlow || undefined,
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

/** How long a span took. */
function millisecondsOf(span: Plain | undefined): number {
  return Number(BigInt(span?.["endTimeUnixNano"]) - BigInt(span?.["startTimeUnixNano"])) / 1e6;
}
