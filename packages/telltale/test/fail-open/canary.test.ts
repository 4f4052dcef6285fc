// @module-tag extended
// A canary beside another SDK, and the way back: one variable, and then without it.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const application = path.join(import.meta.dirname, "beside-sdk.cjs");
// the other SDK is first: the API rejects a second one
const own = `--require ${path.join(import.meta.dirname, "other-sdk.cjs")}`;

interface Run {
  /** What it answers, and what its SDK records. */
  readonly answered: unknown;
  /** What it prints besides. */
  readonly printed: string;
}

async function run(folder: string, variables: NodeJS.ProcessEnv): Promise<Run> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [application], {
    cwd: folder,
    env: {
      ...process.env,
      // whatever it could leave behind is there, the crash file too
      TELLTALE_CRASH_FILE: undefined,
      HOME: folder,
      TMPDIR: folder,
      XDG_CACHE_HOME: folder,
      OTEL_LOG_LEVEL: "warn",
      NODE_OPTIONS: own,
      ...variables,
    },
  });
  const at = stdout.indexOf('{"status"');
  return { answered: JSON.parse(stdout.slice(at)), printed: stdout.slice(0, at) + stderr };
}

test("the other SDK records the same and the application answers the same, with the preload and after it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-canary-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const register = import.meta.resolve("telltale/register");
  const canary = { NODE_OPTIONS: `${own} --conditions=telltale-source --import ${register}` };
  const before = await run(folder, {});
  const names = expect.arrayContaining([
    expect.objectContaining({ name: "GET /orders/:id", parent: "the caller" }),
  ]) as unknown;
  expect(before.answered).toMatchObject({ status: 200, order: "7", body: '{"id":"7"}', names });

  const attached = await run(folder, canary);
  expect(attached.printed).toContain("telltale: beside_attached");
  expect(attached.answered).toEqual(before.answered);
  const aside = await run(folder, { ...canary, TELLTALE_BESIDE: "standAside" });
  expect(aside.printed).toContain("telltale: beside_stood_aside");
  expect(aside.answered).toEqual(before.answered);

  // the next start has nothing of it
  expect(readdirSync(folder, { recursive: true })).toEqual([]);
  const after = await run(folder, {});
  expect(after.printed).not.toContain("telltale");
  expect(after.answered).toEqual(before.answered);
});
