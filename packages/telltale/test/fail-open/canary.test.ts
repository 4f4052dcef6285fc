// A canary beside another SDK, and the way back: one variable, and then without it.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const application = path.join(import.meta.dirname, "beside-sdk.cjs");
// the other SDK is first: the API rejects a second one
const own = `--require ${path.join(import.meta.dirname, "other-sdk.cjs")}`;

interface Run {
  /** What it answers, and what its SDK records. */
  readonly answered: unknown;
  /** What it prints besides. */
  readonly printed: string;
}

async function run(variables: NodeJS.ProcessEnv): Promise<Run> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [application], {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      TELLTALE_CRASH_FILE: "false",
      OTEL_LOG_LEVEL: "warn",
      NODE_OPTIONS: own,
      ...variables,
    },
  });
  const at = stdout.indexOf('{"status"');
  return { answered: JSON.parse(stdout.slice(at)), printed: stdout.slice(0, at) + stderr };
}

test("the other SDK records the same and the application answers the same, with the preload and after it", async () => {
  const canary = { NODE_OPTIONS: `${own} --conditions=telltale-source --import telltale/register` };
  const before = await run({});
  const names = expect.arrayContaining([
    expect.objectContaining({ name: "GET /orders/:id", parent: "the caller" }),
  ]) as unknown;
  expect(before.answered).toMatchObject({ status: 200, order: "7", body: '{"id":"7"}', names });

  const attached = await run(canary);
  expect(attached.printed).toContain("telltale: beside_attached");
  expect(attached.answered).toEqual(before.answered);
  const aside = await run({ ...canary, TELLTALE_BESIDE: "standAside" });
  expect(aside.printed).toContain("telltale: beside_stood_aside");
  expect(aside.answered).toEqual(before.answered);

  const after = await run({});
  expect(after.printed).not.toContain("telltale");
  expect(after.answered).toEqual(before.answered);
});
