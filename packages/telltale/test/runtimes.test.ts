// @module-tag extended
// Every contract of the library on every Node that it promises, and with the API's versions 1.9 and 1.10: the suites that vitest
// runs on the Node of development, bundled for the oldest one, with another runner below them.
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { patience } from "../../../tools/testing/patience.ts";
import { bundleSuites } from "./runtimes/bundle.ts";
import { leftOutFiles, leftOutTests, reasonOf, sameOnEveryNode } from "./runtimes/left-out.ts";
import { runSuites } from "./runtimes/run.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const own = "packages/telltale/";
const apis = { "1.9": "@opentelemetry/api", "1.10": "api-1-10" } as const;
const folder = mkdtempSync(path.join(tmpdir(), "telltale-contracts-"));
// The Node that runs this has had the suites from vitest; of the others the oldest and the newest have them here, each with one of the
// API's versions, and leave out what would be the same on every Node. `all` leaves out only what cannot run, and has every Node and
// both versions; that takes a quarter of an hour.
const all = process.env["TELLTALE_CONTRACTS"] === "all";
const files = globSync("{src,test}/**/*.test.ts", { cwd: path.join(root, own) }).toSorted();
const leftOut = all ? leftOutFiles : { ...leftOutFiles, ...sameOnEveryNode };
const suites = files.filter((file) => reasonOf(file, leftOut) === undefined).map((file) => own + file);
const others = Object.entries(inject("runtimes")).filter(([, node]) => node !== process.execPath);
const between = all ? [] : others.slice(1, -1).map(([version]) => version);
const runs = (all ? Object.entries(inject("runtimes")) : others)
  .filter(([version]) => !between.includes(version))
  .flatMap(([version, node], index) =>
    Object.keys(apis)
      .filter((_api, which) => all || which === index % 2)
      .map((api): [version: string, api: string, node: string] => [version, api, node]),
  );

let modules: Map<string, string>;

beforeAll(async () => {
  const made = path.join(folder, "made");
  modules = await bundleSuites(suites, made);
  for (const [name, api] of Object.entries(apis)) {
    cpSync(made, path.join(folder, name), { recursive: true });
    const outside = { "@opentelemetry/api": api, "@grpc/grpc-js": "@grpc/grpc-js", protobufjs: "protobufjs" };
    for (const [as, from] of Object.entries(outside)) {
      const link = path.join(folder, name, "node_modules", as);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(root, "node_modules", from), link);
    }
  }
  for (const [file, reason] of Object.entries(leftOut)) console.log(`left out: ${file}: ${reason}`);
  for (const version of between) console.log(`left out: Node ${version}: TELLTALE_CONTRACTS=all has it`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what is left out exists", () => {
  const named = [...Object.keys(leftOutFiles), ...Object.keys(sameOnEveryNode)];
  const exists = (one: string): boolean =>
    one.endsWith("/") ? files.some((file) => file.startsWith(one)) : files.includes(one);
  expect(named.filter((one) => !exists(one))).toEqual([]);
  const sources = suites.map((file) => readFileSync(path.join(root, file), "utf8"));
  const isWritten = (name: string): boolean =>
    sources.some((source) => name.split(" > ").every((part) => source.includes(part)));
  expect(Object.keys(leftOutTests).filter((name) => !isWritten(name))).toEqual([]);
});

test.each(runs)(
  "the contracts hold on Node %s with API %s",
  { timeout: patience(600_000) },
  async (version, api, node) => {
    const { passed, skipped, failed, ms } = await runSuites(node, path.join(folder, api), modules);
    const counts = `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
    console.log(`Node ${version}, API ${api}: ${counts} in ${(ms / 1000).toFixed(1)} s`);
    for (const reason of skipped) console.log(`skipped: ${reason}`);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(1000);
  },
);
