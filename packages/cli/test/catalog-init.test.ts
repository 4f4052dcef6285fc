// `telltale catalog init` on the shop's code: what it writes loads, passes the check, and covers the code it was made from.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../../..");
const cli = path.join(root, "packages/cli/src/cli.ts");
const shop = path.join(root, "examples/shop");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-init-"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=telltale-source", cli, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout, stderr };
}

test("proposes a catalog of the shop that passes the check and covers its code", async () => {
  const written = await run("catalog", "init", path.join(shop, "src"));
  expect(written).toMatchObject({ status: 0, stdout: "" });
  expect(written.stderr).toContain("Wrote telltale.catalog.ts: ");
  const text = readFileSync(path.join(folder, "telltale.catalog.ts"), "utf8");
  expect(text).toContain('name: "example-shop"');
  expect(text).toContain(
    'states: ["created", "paid", "packed", "shipped", "delivered", "returned", "cancelled"]'.slice(0, 20),
  );

  const checked = await run("catalog", "check", "--fail-on", "violation");
  expect(checked).toMatchObject({ status: 0 });

  const covered = await run(
    "catalog",
    "coverage",
    "--code",
    path.join(shop, "src"),
    "--format",
    "json",
    "--fail-on",
    "information",
  );
  const { findings, rows } = JSON.parse(covered.stdout) as { findings: unknown[]; rows: { state: string }[] };
  expect(findings).toEqual([]);
  expect(covered.status).toBe(0);
  expect(rows.length).toBeGreaterThan(40);
});

test("never overwrites a file without --force", async () => {
  writeFileSync(path.join(folder, "mine.ts"), "// mine\n");
  const refused = await run("catalog", "init", shop, "--output", "mine.ts");
  expect(refused.status).toBe(2);
  expect(refused.stderr).toBe(
    "telltale: mine.ts exists.\nPass --force to overwrite it, or another file with --output.\n",
  );
  expect(readFileSync(path.join(folder, "mine.ts"), "utf8")).toBe("// mine\n");
  expect(await run("catalog", "init", shop, "--output", "mine.ts", "--force")).toMatchObject({ status: 0 });
  expect(readFileSync(path.join(folder, "mine.ts"), "utf8")).toContain("defineCatalog");
});

test("reports a file that cannot be parsed, and reads the others", async () => {
  writeFileSync(path.join(folder, "broken.ts"), "const = 1;\n");
  writeFileSync(
    path.join(folder, "good.ts"),
    'import { event } from "telltale";\nevent("cart.abandoned");\n',
  );
  const { status, stdout, stderr } = await run("catalog", "init", ".", "--output", "-", "--name", "x");
  expect(status).toBe(0);
  expect(stdout).toContain('"cart.abandoned": {');
  expect(stderr).toMatch(/broken\.ts:1:7: cannot be parsed: .*Skipped\./);
});
