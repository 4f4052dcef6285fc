// The store of the benchmarks of alert rules: spans of a day, to which the figures add what else rules read.
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../process.ts";

const rows = Number(process.env["TELLTALE_BENCH_ROWS"] ?? 10_000_000);

/** The script that measures. */
export const fileOfFigures = "../packages/console/test/support/alert-figures.ts";

/** A folder of its own: other benchmarks measure the bytes of their folders. */
export async function alertStore(): Promise<string> {
  const folder = path.join(tmpdir(), `telltale-bench-alerts-${rows}`);
  const spans = path.join(tmpdir(), `telltale-bench-store-${rows}`);
  if (!existsSync(folder) && existsSync(path.join(spans, "filled.json")))
    cpSync(spans, folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  await run(
    "../packages/console/test/support/fill-spans.ts",
    [folder, String(rows)],
    ["--conditions=telltale-source"],
  );
  return folder;
}
