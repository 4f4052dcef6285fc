// Runs the programs of `fixtures/migrate`. The repository has one version of the stock SDK; to compare with another one, install it in a
// folder and name that: `TELLTALE_STOCK_SDK=/tmp/sdk npm test -- packages/cli/test/migrate.test.ts`.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";

const otherSdk = process.env["TELLTALE_STOCK_SDK"];

/** Runs a program of the fixtures, as its users would, and resolves to what it printed. */
export async function runFixture(
  file: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const isStock = otherSdk !== undefined && file.includes(`${path.sep}before${path.sep}`);
  const sdk = isStock ? ["--import", path.join(import.meta.dirname, "other-sdk.mjs")] : [];
  const child = spawn(
    process.execPath,
    ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning", ...sdk, file],
    {
      cwd: path.dirname(file),
      env: { ...process.env, ...variables },
    },
  );
  let [printed, complaints] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (printed += part.toString()));
  child.stderr.on("data", (part: Buffer) => (complaints += part.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(`${code} ${complaints}`).toBe("0 ");
  return printed;
}

/** The version of the stock packages that programs before the migration run with. */
export function stockVersion(): string {
  const folder = otherSdk ?? path.join(import.meta.dirname, "../../..");
  const core = path.join(folder, "node_modules/@opentelemetry/core/package.json");
  return (JSON.parse(readFileSync(core, "utf8")) as { version: string }).version;
}
