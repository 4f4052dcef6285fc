// Files of OTLP-JSON lines: one signal a file, put aside when full, bounded, and an error is counted.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { log, start, trace } from "../index.ts";
import { fileExporter } from "./file.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-file-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (name: string): any[] =>
  readFileSync(path.join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

test("each signal has its file, each batch its line, and a second run appends", async () => {
  for (const name of ["a", "b"]) {
    const exporters = [fileExporter({ path: path.join(folder, "deep", "{signal}.jsonl") })];
    const telemetry = start({ service: "files", exporters, handleExit: false });
    trace(name, () => log.info(`l${name}`));
    await telemetry.flush();
    expect(telemetry.stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
    await telemetry.stop();
  }
  const spans = lines("deep/traces.jsonl").flatMap((line) => line.resourceSpans[0].scopeSpans[0].spans);
  expect(spans.map((span) => span.name)).toEqual(["a", "b"]);
  expect(lines("deep/logs.jsonl")).toHaveLength(2);
  expect(statSync(path.join(folder, "deep/traces.jsonl")).mode & 0o077).toBe(0);
});

test("a full file is put aside, and the oldest goes", async () => {
  const target = path.join(folder, "spans.jsonl");
  const exporter = fileExporter({ path: target, signals: ["traces"], maxBytes: 4000, maxFiles: 3 });
  const telemetry = start({ service: "files", exporters: [exporter], handleExit: false });
  for (let i = 0; i < 40; i++) {
    trace(`s${i}`, () => {});
    await telemetry.flush();
  }
  await telemetry.stop();
  expect(readdirSync(folder).toSorted()).toEqual(["spans.jsonl", "spans.jsonl.1", "spans.jsonl.2"]);
  for (const name of readdirSync(folder))
    expect(statSync(path.join(folder, name)).size).toBeLessThanOrEqual(4000);
  expect(lines("spans.jsonl").at(-1).resourceSpans[0].scopeSpans[0].spans[0].name).toBe("s39");
});

test("what cannot be written is counted as `file_failed`", async () => {
  writeFileSync(path.join(folder, "taken"), "");
  const exporter = fileExporter({ path: path.join(folder, "taken", "{signal}.jsonl") });
  const telemetry = start({ service: "files", exporters: [exporter], handleExit: false });
  trace("lost", () => {});
  await telemetry.flush();
  expect(telemetry.stats().traces).toEqual({ queued: 0, exported: 0, dropped: { file_failed: 1 } });
  await telemetry.stop();
});

test.each([
  [{ path: "all.jsonl" }],
  [{ path: "" }],
  [{ path: "{signal}", maxBytes: 0 }],
  [{ path: "{signal}", maxFiles: 1.5 }],
  [undefined],
])("%j is not a way to write files", (options) => {
  expect(() => fileExporter(options as never)).toThrow(expect.objectContaining({ code: "TT_OPTION" }));
});
