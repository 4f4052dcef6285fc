// What is generated from the shop's catalog, in examples/shop/generated: a command of `telltale` for each part.
//
// All of it is generated into an empty folder. Without `--check` that folder replaces what is there; with it, any difference fails.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { root } from "./source-files.ts";

const folder = path.join(root, "examples/shop/generated");
const catalog = "src/catalog.ts";
/** Written by hand. */
const kept = "README.md";

/** Commands that write to `--output`, run in the shop's folder. Exit code 0, or 1 for findings. */
const commands: readonly { readonly command: readonly string[]; readonly output: string }[] = [
  { command: ["catalog", "alerts", catalog], output: "prometheus" },
  { command: ["catalog", "alerts", catalog, "--target", "console"], output: "console" },
  { command: ["catalog", "dashboards", catalog], output: "grafana" },
  { command: ["catalog", "dashboards", catalog, "--target", "console"], output: "console" },
  { command: ["catalog", "docs", catalog], output: "docs/" },
  { command: ["catalog", "docs", catalog, "--format", "site"], output: "site" },
  { command: ["catalog", "types", catalog], output: "types/register.d.ts" },
  { command: ["catalog", "check", catalog], output: "check.txt" },
  { command: ["catalog", "coverage", catalog, "--code", "src"], output: "coverage.txt" },
];

function generate(into: string): void {
  for (const { command, output } of commands) {
    const cli = path.join(root, "packages/cli/src/cli.ts");
    const args = ["--conditions=telltale-source", cli, ...command, "--output", path.join(into, output)];
    const shop = path.join(root, "examples/shop");
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: shop, encoding: "utf8" });
    if (status === 0) continue;
    throw new Error(`\`telltale ${command.join(" ")}\` ended with ${status}:\n${stdout}${stderr}`);
  }
}

/** Files by their path below `from`. */
function filesIn(from: string): Map<string, string> {
  if (!existsSync(from)) return new Map();
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map((one) => path.relative(from, path.join(one.parentPath, one.name)));
  return new Map(
    paths
      .filter((file) => file !== kept)
      .toSorted()
      .map((file) => [file, readFileSync(path.join(from, file), "utf8")]),
  );
}

/** What must change in `there` to become `wanted`: a sentence each. */
export function differences(
  there: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): string[] {
  const stray = [...there.keys()].filter((file) => !wanted.has(file));
  const changed = [...wanted].filter(([file, text]) => there.get(file) !== text);
  return [
    ...stray.map((file) => `${file} is no longer generated`),
    ...changed.map(([file]) => `${file} ${there.has(file) ? "differs" : "is missing"}`),
  ];
}

if (import.meta.main) {
  const fresh = mkdtempSync(path.join(tmpdir(), "telltale-generated-"));
  try {
    generate(fresh);
    const found = differences(filesIn(folder), filesIn(fresh));
    for (const line of found) console.log(line);
    if (found.length > 0 && process.argv.includes("--check")) {
      console.error(
        "examples/shop/generated does not match the catalog: run `node --conditions=telltale-source tools/generated.ts`.",
      );
      process.exitCode = 1;
    } else if (found.length > 0) {
      for (const file of filesIn(folder).keys()) rmSync(path.join(folder, file));
      cpSync(fresh, folder, { recursive: true });
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
