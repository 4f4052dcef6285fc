// @module-tag extended
// Libraries that the table calls covered through another one: each is installed, makes one call under the preload, and this call is one span of
// the integration that the table names.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { through } from "../../src/register/through.ts";
import { isAway } from "../calls/services.ts";
import { type Ended, runProgram, treesOf } from "../zero-code/cell.ts";
import { install, type Installed } from "../zero-code/installed.ts";

const programs = fileURLToPath(new URL("../fixtures/packed-through/", import.meta.url));
const versions = JSON.parse(readFileSync(path.join(programs, "versions.json"), "utf8")) as Record<
  string,
  string
>;
const away = await isAway("PostgreSQL");
const names = Object.keys(versions);
const isDatabase = (name: string): boolean => through[name]?.includes("pg") === true;

let installed: Installed;
let ended: Ended;
beforeAll(async () => {
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  installed = await install(
    [inject("telltalePack").tarball, "@opentelemetry/api@1.9.1", "pg@8.23.1", ...packages],
    programs,
  );
  const args = ["--require", "telltale/register", "calls.mjs", away ? "" : "pg"];
  ended = await runProgram({ node: process.execPath, cwd: installed.folder, args });
});
afterAll(() => installed?.remove());

test("every library of the table has a version to be tried in, and no other has", () => {
  expect(names.toSorted()).toEqual(Object.keys(through).toSorted());
});

test("every call is answered, and nothing is printed", () => {
  expect(ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

test.for(names)("one call through %s is one span", (name, { skip }) => {
  skip(away && isDatabase(name), "PostgreSQL is away");
  const work = treesOf(ended.receiver).find(({ span }) => span === `internal ${name}`);
  const calls = work?.children.map(({ span }) => span.split(" ", 2).join(" "));
  // a new connection of Knex asks for the server's version, in small letters
  expect(calls?.filter((call) => call !== "client select")).toEqual([
    isDatabase(name) ? "client SELECT" : "client GET",
  ]);
  const attribute = isDatabase(name) ? "db.system.name" : "url.full";
  expect(Object.keys(work?.children.at(-1)?.attributes ?? {})).toContain(attribute);
});
