// @module-tag extended
// Captured errors of a program that was built: their stacks, places and fingerprints are those of its sources.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-sources-"));
const source = path.join(folder, "cart.ts");
const code = `interface Cart { readonly items: readonly number[] }

class CartError extends Error {
  override name = "CartError";
}

function sum(cart: Cart | undefined): number {
  if (cart === undefined) throw new CartError("no cart");
  return cart.items.length;
}

export function total(cart: Cart | undefined): number {
  return sum(cart) + 1;
}
`;

type Attributes = Readonly<Record<string, string>>;

async function build(name: string, sourcemap: boolean | "inline", minify: boolean): Promise<string> {
  const bundle = await rolldown({ input: source, platform: "node", logLevel: "silent" });
  const file = path.join(folder, name);
  await bundle.write({ file, format: "cjs", sourcemap, minify: minify ? { mangle: false } : false });
  return file;
}

async function captured(
  files: readonly string[],
  sourceMaps = "on",
  flags: readonly string[] = [],
): Promise<{ readonly records: Attributes[]; readonly reports: number }> {
  const program = path.join(import.meta.dirname, "fixtures/error-sources-program.ts");
  const args = ["--conditions=telltale-source", ...flags, program, sourceMaps, ...files];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  return JSON.parse(stdout) as { readonly records: Attributes[]; readonly reports: number };
}

const placeOf = (record: Attributes | undefined): unknown[] => [
  record?.["code.file.path"],
  record?.["code.line.number"],
  record?.["code.function.name"],
];
const printOf = (record: Attributes | undefined): string | undefined =>
  record?.["telltale.error.fingerprint"];

let built: Record<"plain" | "inline" | "minified" | "beside" | "without" | "broken", string>;

beforeAll(async () => {
  writeFileSync(source, code);
  built = {
    plain: await build("plain.cjs", true, false),
    inline: await build("inline.cjs", "inline", false),
    minified: await build("minified.cjs", true, true),
    beside: await build("beside.cjs", true, false),
    without: await build("without.cjs", false, false),
    broken: await build("broken.cjs", true, false),
  };
  // a map that lies beside, with nothing in the file that says so
  writeFileSync(built.beside, readFileSync(built.beside, "utf8").replace(/\n\/\/# sourceMappingURL.*/, ""));
  writeFileSync(`${built.broken}.map`, "{");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("stack, place and fingerprint are those of the sources, however the map is given", async () => {
  const { plain, inline, minified, beside } = built;
  const { records, reports } = await captured([plain, inline, minified, beside]);
  for (const record of records) expect(placeOf(record)).toEqual([source, 8, "sum"]);
  expect(records[0]?.["exception.stacktrace"]).toContain(`at sum (${source}:8:`);
  expect(records[0]?.["exception.stacktrace"]).toContain(`at total (${source}:13:`);
  expect(new Set(records.map(printOf)).size).toBe(1);
  expect([records.length, reports]).toEqual([4, 0]);
});

test("without a map, or with an invalid one, the stack stays as it is", async () => {
  const { records, reports } = await captured([built.without, built.broken]);
  expect(records.map((record) => record["code.file.path"])).toEqual([built.without, built.broken]);
  expect(reports).toBe(1);
});

test("it can be switched off, and stands aside where V8 does it", async () => {
  const off = await captured([built.plain], "off");
  expect(off.records[0]?.["code.file.path"]).toBe(built.plain);
  const enabled = await captured([built.plain], "on", ["--enable-source-maps"]);
  expect(placeOf(enabled.records[0])).toEqual([source, 8, "sum"]);
});

test("debug ids of the files leave with the error: for stacks that are mapped here, and where no map is deployed", async () => {
  const id = "85314830-023f-8cf1-a267-535f4e37bb17";
  const comment = `//# debugId=${id}\n`;
  const mapped = await build("mapped-id.cjs", true, false);
  const alone = await build("alone-id.cjs", true, false);
  for (const file of [mapped, alone])
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("//# sourceMappingURL", `${comment}//# sourceMappingURL`),
    );
  rmSync(`${alone}.map`);
  const { records, reports } = await captured([mapped, alone, built.plain]);
  expect(records.map((record) => record["telltale.error.debug_ids"])).toEqual([
    [`${id} source:${source}`],
    [`${id} ${alone}`],
    undefined,
  ]);
  expect(placeOf(records[0])).toEqual([source, 8, "sum"]);
  // a map that is not deployed is not a failure
  expect(reports).toBe(0);
  const off = await captured([alone], "off");
  expect(off.records[0]?.["telltale.error.debug_ids"]).toBe(undefined);
});
