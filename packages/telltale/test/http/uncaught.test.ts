// A handler that throws ends the process as it would without us: by the same code, and with the line that has thrown in front.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { libraryFlags } from "../engine/ended.ts";

const program = fileURLToPath(new URL("../fixtures/http/throwing-program.mjs", import.meta.url));
const folder = fileURLToPath(new URL("../../", import.meta.url));
// a Node without TypeScript gets what is built
const register =
  process.env["NODE_WITH_TYPESCRIPT"] === undefined
    ? [...libraryFlags, "--import", "telltale/register"]
    : ["--import", "telltale/register"];

function run(args: readonly string[]): { readonly status: number | null; readonly head: string } {
  const env = {
    ...process.env,
    NODE_OPTIONS: "",
    OTEL_TRACES_EXPORTER: "none",
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
  };
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env, cwd: folder });
  return { status, head: stderr.split("\n").slice(0, 4).join("\n") };
}

test.each(["request", "upgrade"])("a handler that throws, at a %s", (event) => {
  const bare = run([program, event]);
  expect(bare).toMatchObject({ status: 1, head: expect.stringContaining("throwing-program.mjs:") as string });
  expect(run([...register, program, event])).toEqual(bare);
});
