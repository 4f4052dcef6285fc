// Changes seeded into the shop's catalog that break what reads its telemetry: `catalog diff` names each, its place and what to do.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diffCommand } from "../src/catalog/diff-command.ts";
import { extractRevision } from "../src/catalog/git-files.ts";
import { printFindings } from "../src/catalog/print-findings.ts";

const root = path.join(import.meta.dirname, "../../..");
const source = path.join(root, "examples/shop/src/catalog.ts");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-diff-"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Changed {
  readonly impact: string;
  readonly name: string;
  readonly advice?: string;
  readonly usedBy: readonly { readonly name: string }[];
  readonly location?: { readonly line: number };
}

/** The shop's catalog compared with a copy of it, in which `to` replaces `from` where that occurs first. */
async function diff(name: string, from = "", to = ""): Promise<readonly Changed[]> {
  const file = path.join(folder, name, "catalog.ts");
  cpSync(source, file);
  cpSync(path.join(source, "../catalog"), path.join(file, "../catalog"), { recursive: true });
  const changed = [file, path.join(file, "../catalog/attributes.ts")].find((one) =>
    readFileSync(one, "utf8").includes(from),
  );
  expect(changed).toBeDefined();
  writeFileSync(changed!, readFileSync(changed!, "utf8").replace(from, to));
  let printed = "";
  await diffCommand.run(
    [source, file],
    { format: "json" },
    {
      variables: {},
      print: (line) => (printed += line),
      report: () => undefined,
    },
  );
  return (JSON.parse(printed) as { changes: readonly Changed[] }).changes;
}

test.each([
  ["a changed unit", 'unit: "{parcel}"', 'unit: "kg"', "shop.parcels"],
  ["a removed value", '["answered", "timeout"]', '["answered"]', "payment.outcome"],
  ["a renamed metric", '"shop.parcels": {', '"shop.packages": {', "shop.parcels"],
])("diff catches %s", async (what, from, to, name) => {
  const changes = await diff(what.replaceAll(" ", "-"), from, to);
  const breaking = changes.filter((one) => one.impact === "breaking" && one.name === name);
  expect(breaking).toHaveLength(1);
  expect(breaking[0]!.advice).toMatch(/\S/);
  expect(breaking[0]!.location!.line).toBeGreaterThan(1);
});

test("the shop's catalog does not differ from itself", async () => {
  expect(await diff("same")).toEqual([]);
});

test("a revision that is an option of git is refused", () => {
  for (const revision of ["--upload-pack=touch x", "--output=x", "-p"])
    expect(() => extractRevision(revision, "catalog.ts", folder)).toThrow(
      `\`${revision}\` is not a revision.`,
    );
});

test("names cannot steer a terminal, begin a line, or command GitHub", () => {
  const finding = { id: "x", level: "violation", message: "a\u001B[2J\n::error::b", fix: "c\r\nd" } as const;
  expect(printFindings([finding], "text").split("\n")).toEqual([
    "violation  a [2J ::error::b (x)",
    "    c d",
    "1 finding: 1 violation.",
  ]);
  expect(printFindings([finding], "github").split("\n")).toHaveLength(1);
  expect(printFindings([finding], "markdown")).not.toContain("\u001B");
});
