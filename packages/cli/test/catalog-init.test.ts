// `telltale catalog init` on the shop's code: what it writes loads, passes the check, and covers the code it was made from.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkCommand } from "../src/catalog/check-command.ts";
import { catalogCoverageCommand } from "../src/code/coverage-command.ts";
import { catalogInitCommand } from "../src/code/init-command.ts";
import type { Command, Values } from "../src/command.ts";
import type { Failure } from "../src/failure.ts";

const root = path.join(import.meta.dirname, "../../..");
const shop = path.join(root, "examples/shop/src");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-init-"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number;
  readonly printed: string;
  readonly reported: string;
}

async function run(command: Command, argument: string, values: Values): Promise<Ended> {
  let [printed, reported] = ["", ""];
  const status = await command.run([argument], values, {
    variables: {},
    print: (line) => (printed += `${line}\n`),
    report: (line) => (reported += `${line}\n`),
  });
  return { status, printed, reported };
}

test("proposes a catalog of the shop that passes the check and covers its code", async () => {
  const output = path.join(folder, "telltale.catalog.ts");
  const written = await run(catalogInitCommand, shop, { output });
  expect(written).toMatchObject({ status: 0, printed: "" });
  expect(written.reported).toContain(`Wrote ${output}: `);
  const text = readFileSync(output, "utf8");
  expect(text).toContain('name: "example-shop"');
  expect(text).toContain('        paid: ["packed", "cancelled"],\n');

  const checked = await run(checkCommand, output, { format: "json" });
  const { findings } = JSON.parse(checked.printed) as { findings: { id: string; level: string }[] };
  expect(findings.filter(({ level }) => level === "violation")).toEqual([]);
  // what only a person knows is marked, and the check names each mark
  const todos = findings.filter(({ id }) => id === "todo-left");
  expect(todos.length).toBe(text.match(/: "TODO/g)?.length);

  const covered = await run(catalogCoverageCommand, output, {
    code: shop,
    format: "json",
    "fail-on": "information",
  });
  const coverage = JSON.parse(covered.printed) as { findings: unknown[]; rows: unknown[] };
  expect(coverage.findings).toEqual([]);
  expect(covered.status).toBe(0);
  expect(coverage.rows.length).toBeGreaterThan(40);
});

test("never overwrites a file without --force", async () => {
  const output = path.join(folder, "mine.ts");
  writeFileSync(output, "// mine\n");
  await expect(run(catalogInitCommand, shop, { output })).rejects.toMatchObject({
    message: `${output} exists.`,
    fix: "Pass --force to overwrite it, or another file with --output.",
    exit: 2,
  } satisfies Partial<Failure>);
  expect(readFileSync(output, "utf8")).toBe("// mine\n");
  expect(await run(catalogInitCommand, shop, { output, force: true })).toMatchObject({ status: 0 });
  expect(readFileSync(output, "utf8")).toContain("defineCatalog");
});

test("reports a file that cannot be parsed, and reads the others", async () => {
  writeFileSync(path.join(folder, "broken.ts"), "const = 1;\n");
  writeFileSync(
    path.join(folder, "good.ts"),
    'import { event } from "telltale";\nevent("cart.abandoned");\n',
  );
  const { status, printed, reported } = await run(catalogInitCommand, folder, { output: "-", name: "x" });
  expect(status).toBe(0);
  expect(printed).toContain('"cart.abandoned": {');
  expect(reported).toMatch(/broken\.ts:1:7: cannot be parsed: .*Skipped\./);
});
