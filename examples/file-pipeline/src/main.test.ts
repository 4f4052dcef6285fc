// The command as it is run.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "file-pipeline-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const script = path.join(import.meta.dirname, "main.ts");
  const env = { ...process.env, NO_COLOR: "1" };
  for (const signal of ["TRACES", "METRICS", "LOGS"])
    Object.assign(env, { [`OTEL_${signal}_EXPORTER`]: "none" });
  // where the library is built, it starts in a sixth of the time
  const flags = process.env["TELLTALE_DIST"] === undefined ? ["--conditions=telltale-source"] : [];
  const child = spawn(process.execPath, [...flags, script, ...args], {
    cwd: folder,
    env,
  });
  const said = { code: null as number | null, out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  said.code = await new Promise((resolve) => child.once("close", resolve));
  return said;
}

test("generates volumes and processes them, past one that is broken", async () => {
  expect(await run("generate", "in", "--count", "3", "--size", "8", "--broken", "1", "--gzip")).toMatchObject(
    { code: 0 },
  );
  const said = await run("process", "in", "-o", "out", "--stages", "normalize,smooth", "--report");
  expect(said.code).toBe(1);
  expect(said.out).toContain("2 of 3 files processed (67 %)");
  expect(said.out).toMatch(/process file +3 +1 /);
  expect(said.err).toContain(
    "[1/3] volume-1.nii.gz → failed: Cannot read a volume: the file is damaged gzip.",
  );
  expect(readdirSync(path.join(folder, "out"))).toEqual([
    "volume-2.nii",
    "volume-2.nii.json",
    "volume-3.nii",
    "volume-3.nii.json",
  ]);
});

test("says what is wrong with how it was called", async () => {
  expect(await run("generate", "own", "--count", "1", "--size", "2")).toMatchObject({ code: 0 });
  const [stage, empty, overwritten, help] = await Promise.all([
    run("process", "in", "-o", "out", "--stages", "normalise"),
    run("process", import.meta.dirname, "-o", "out"),
    run("process", "own", "-o", "own"),
    run("process", "--help"),
  ]);
  expect(stage).toMatchObject({
    code: 1,
    err: expect.stringContaining("There is no stage normalise; there are normalize,"),
  });
  expect(empty).toMatchObject({ code: 1, err: expect.stringContaining("No volumes (.nii, .nii.gz) in") });
  expect(overwritten).toMatchObject({ code: 1, err: expect.stringContaining("volume-1.nii is an input") });
  expect(help.out).toMatch(/--stages <names>[^]*--prometheus/);
});
