// promtool of Debian, for tests of rules.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPrometheus } from "../../../tools/prometheus.ts";

/** The folder of `promtool` and `prometheus`; undefined where tests that need them are skipped. */
export function prometheusBin(): string | undefined {
  const bin = findPrometheus();
  if (bin === undefined && process.env["TELLTALE_SERVICES"] === "required")
    throw new Error("no Prometheus, and TELLTALE_SERVICES=required");
  return bin;
}

/** Exit code and output of promtool on `files`, in a folder of their own. */
export function promtool(
  bin: string,
  args: readonly string[],
  files: readonly { readonly name: string; readonly text: string }[],
): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-rules-"));
  try {
    for (const { name, text } of files) writeFileSync(path.join(folder, name), text);
    const { status, stdout, stderr } = spawnSync(path.join(bin, "promtool"), args, {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
