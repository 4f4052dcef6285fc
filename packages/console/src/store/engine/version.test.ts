import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { checkEngineVersion } from "./version.ts";

let directory: string;
let library: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "telltale-version-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "package"));
  library = join(directory, "package", "libchdb.so");
});

function install(version: string): void {
  writeFileSync(join(directory, "package", "package.json"), JSON.stringify({ version }));
}
const mark = (): unknown => JSON.parse(readFileSync(join(directory, "engine.json"), "utf8"));

test("a new directory is marked, and says nothing the next time", () => {
  install("26.7.3-stable.1");
  const first = checkEngineVersion(directory, library);
  expect(first.note).toBeUndefined();
  first.mark();
  expect(mark()).toEqual({ version: "26.7.3-stable.1" });
  expect(checkEngineVersion(directory, library).note).toBeUndefined();
});

test.each([
  ["26.5.3", "26.7.3-stable.1"],
  ["25.12.1", "26.1.0"],
])("data of %s is opened by %s, with a note, and marked", (old, own) => {
  install(old);
  checkEngineVersion(directory, library).mark();
  install(own);
  const version = checkEngineVersion(directory, library);
  expect(version.note).toContain(`written by ClickHouse ${old} and is opened by ${own}`);
  version.mark();
  expect(mark()).toEqual({ version: own });
});

test.each([
  ["26.8.0", "26.7.3-stable.1"],
  ["27.1.0", "26.12.0"],
])("data of %s is refused by %s", (newer, own) => {
  install(newer);
  checkEngineVersion(directory, library).mark();
  install(own);
  expect(() => checkEngineVersion(directory, library)).toThrow(
    expect.objectContaining({ code: "ENGINE_TOO_OLD", fix: expect.stringContaining("--data DIR") }),
  );
  expect(mark()).toEqual({ version: newer });
});

test.each(["26.7.0", "26.7.9"])("a correction of the same release (%s) is nothing special", (other) => {
  install(other);
  checkEngineVersion(directory, library).mark();
  install("26.7.3-stable.1");
  expect(checkEngineVersion(directory, library).note).toBeUndefined();
});

test.each(["", "{", '{"version":7}', '{"version":"new"}'])(
  "a mark that cannot be read (%j) counts as none",
  (text) => {
    writeFileSync(join(directory, "engine.json"), text);
    install("26.7.3-stable.1");
    expect(checkEngineVersion(directory, library).note).toBeUndefined();
  },
);
