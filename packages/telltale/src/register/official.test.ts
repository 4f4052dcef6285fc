// Which official instrumentations are found, and in which generation.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { coverageOf, ownFor } from "./coverage.ts";
import { findOfficial, pathFolders } from "./official.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-official-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function install(where: string, name: string, manifest: object): void {
  const place = path.join(folder, where, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, "package.json"), JSON.stringify({ name, ...manifest }));
}

const two = { version: "0.76.0", engines: { node: "^18.19.0 || >=20.6.0" } };
const three = { version: "0.100.0", engines: { node: ">=22.15.0" } };
install("app", "@opentelemetry/instrumentation-mongodb", two);
install("image/3", "@opentelemetry/instrumentation-mongodb", three);
install("image/3", "@opentelemetry/instrumentation-hapi", three);
install("app", "mongodb", { version: "7.0.0", main: "index.js" });
install("app", "@opentelemetry/instrumentation-pg", two);
install("app", "@opentelemetry/instrumentation-memcached", two);
writeFileSync(path.join(folder, "app/node_modules/mongodb/index.js"), "");
install("served", "@opentelemetry/instrumentation-router", two);
for (const [where, name] of [
  ["served", "router"],
  ["served/shop", "express"],
] as const) {
  install(where, name, { version: "5.0.0", main: "index.js" });
  writeFileSync(path.join(folder, where, "node_modules", name, "index.js"), "");
}
const folders = [path.join(folder, "app/dist"), path.join(folder, "image/3")];

test.each([
  ["18.20.8", "mongodb 0.76.0 true, pg 0.76.0 true, memcached 0.76.0 true, hapi 0.100.0 false"],
  ["20.20.0", "mongodb 0.76.0 true, pg 0.76.0 true, memcached 0.76.0 true, hapi 0.100.0 false"],
  ["22.15.0", "mongodb 0.100.0 true, pg 0.76.0 true, memcached 0.76.0 true, hapi 0.100.0 true"],
])("on Node %s of each the newest that fits", (node, expected) => {
  const found = findOfficial(folders, node).map(({ short, version, fits }) => `${short} ${version} ${fits}`);
  expect(found.toSorted()).toEqual(expected.split(", ").toSorted());
});

test("they are used for what ours do not cover, and what is there", () => {
  const { official, left } = coverageOf([path.join(folder, "app")], {});
  expect(official.map(({ found }) => found.short)).toEqual(["mongodb"]);
  expect(left.map(({ found, why }) => `${found.short}: ${why}`).toSorted()).toEqual([
    "memcached: memcached is not installed",
    "pg: telltale/pg is used",
  ]);
});

test("one that is switched off is not used", () => {
  const variables = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: "mongodb" };
  expect(coverageOf([path.join(folder, "app")], variables).official[0]?.choice.enabled).toBe(false);
});

test.each([
  ["alone it is used", "served", {}, true],
  ["below Express, which is seen as a whole, it is not", "served/shop", {}, false],
  ["unless it is asked for", "served/shop", { TELLTALE_INSTRUMENTATIONS: '{"router":true}' }, true],
])("the router of Express: %s", (_what, where, variables, expected) => {
  const { official } = coverageOf([path.join(folder, where)], variables);
  expect(official.map(({ found, choice }) => [found.short, choice.enabled])).toEqual([["router", expected]]);
});

test("several folders may be named", () => {
  const variables = { TELLTALE_INSTRUMENTATION_PATH: ["/otel/2", " /otel/3 ", ""].join(path.delimiter) };
  expect(pathFolders(variables)).toEqual(["/otel/2", "/otel/3"]);
});

test("ours are found by the modules that the official ones take", () => {
  expect([ownFor("pg"), ownFor("http"), ownFor("hapi")]).toEqual(["pg", "http", undefined]);
});
