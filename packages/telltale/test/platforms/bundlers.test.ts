// @module-tag extended
// A shop's service, bundled: every bundler builds it without a setting for the library, and the same spans leave as from the service as it was written. With everything
// inside, with the libraries outside, started by its own code and by the preload.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { isAway } from "../calls/services.ts";
import { type Ended, runProgram, type Tree, treesOf } from "../zero-code/cell.ts";
import { basics, install, type Installed } from "../zero-code/installed.ts";
import { bundle, type Bundler, bundlers } from "./bundle.ts";
import "./provided.ts";

const { bundlers: modules } = inject("platforms");
const libraries = ["express", "pg"];
const ours = ["telltale", ...["express", "http", "pg", "undici"].map((name) => `telltale/${name}`)];
const away = await isAway("PostgreSQL");

let installed: Installed;
beforeAll(async () => {
  installed = await install(
    [inject("telltalePack").tarball, ...basics],
    fileURLToPath(new URL("../fixtures/platforms/", import.meta.url)),
  );
  // ncc gives CommonJS for CommonJS only
  for (const name of ["shop", "orders"]) {
    const code = readFileSync(path.join(installed.folder, `${name}.mjs`), "utf8");
    writeFileSync(
      path.join(installed.folder, `${name}.cjs`),
      transformSync(code, { format: "cjs", platform: "node" }).code,
    );
  }
});
afterAll(() => installed?.remove());

interface Cell {
  readonly what: string;
  readonly program: "shop" | "orders";
  readonly format: "esm" | "cjs";
  readonly external: readonly string[];
  /** Whether the preload starts telemetry, and sees into what it can. */
  readonly preload?: boolean;
}

const inside: readonly Cell[] = [
  { what: "all inside, ES module", program: "orders", format: "esm", external: [] },
  { what: "all inside, CommonJS", program: "orders", format: "cjs", external: [] },
];
// what pg asks for and may not be there is no library of this shop
const withLibraries: readonly Cell[] = [
  { what: "all inside, CommonJS", program: "shop", format: "cjs", external: ["pg-native"] },
  { what: "libraries outside, ES module", program: "shop", format: "esm", external: libraries },
  {
    what: "packages outside, CommonJS",
    program: "shop",
    format: "cjs",
    external: [...libraries, ...ours],
    preload: true,
  },
];

describe.skipIf(modules === undefined).each(bundlers)("%s", (bundler) => {
  // ncc takes as long as all others together: one of each kind
  const these = (cells: readonly Cell[]): Cell[] =>
    cells.filter((_cell, at) => bundler !== "ncc" || at !== 1);

  test.concurrent.each(these(inside))(
    "orders: $what",
    async (cell) => {
      const [bundled, written] = await spansOfBoth(bundler, cell);
      expect(bundled).toEqual(written);
    },
    120_000,
  );

  describe.skipIf(away)("with express and pg", () => {
    test.concurrent.each(these(withLibraries))(
      "shop: $what",
      async (cell) => {
        const [bundled, written] = await spansOfBoth(bundler, cell);
        expect(bundled).toEqual(written);
      },
      120_000,
    );
  });
});

/** The spans of the program bundled, and as it was written. */
async function spansOfBoth(bundler: Bundler, cell: Cell): Promise<readonly [string[], string[]]> {
  const { program, format, external, preload = false } = cell;
  const extension = format === "esm" ? "mjs" : "cjs";
  const outfile = `bundled/${bundler}-${format}-${external.length}/${program}.${extension}`;
  mkdirSync(path.join(installed.folder, path.dirname(outfile)), { recursive: true });
  const entry = `${program}.${bundler === "ncc" ? extension : "mjs"}`;
  const warnings = await bundle(bundler, modules as string, {
    folder: installed.folder,
    entry,
    outfile,
    format,
    external,
  });
  // express itself asks for what may be there, and for what it is configured to load
  expect(warnings.filter((text) => /\/telltale\/|opentelemetry|grpc|createRequire/.test(text))).toEqual([]);
  return [await spansOf(outfile, preload), await asWritten(program, preload)];
}

const known = new Map<string, Promise<string[]>>();

/** What leaves from the service as it was written, which runs once for all. */
async function asWritten(program: "shop" | "orders", preload: boolean): Promise<string[]> {
  const key = `${program} ${preload}`;
  const running = known.get(key) ?? spansOf(`${program}.mjs`, preload);
  known.set(key, running);
  const spans = await running;
  const expected = ["server GET", "internal transaction purchase", "client GET"];
  for (const name of program === "shop" ? [...expected, "client SELECT"] : expected)
    expect(spans.some((line) => line.includes(name))).toBe(true);
  return spans;
}

async function spansOf(file: string, preload: boolean): Promise<string[]> {
  const ended = await runProgram({
    node: process.execPath,
    cwd: installed.folder,
    args: [...(preload ? ["--require", "telltale/register"] : []), file],
    variables: preload ? { STARTS: "no" } : {},
    paths: ["/orders/o-1"],
  });
  expect(outcomeOf(ended)).toEqual({ code: 0, stderr: "", status: 200 });
  return linesOf(treesOf(ended.receiver));
}

const outcomeOf = ({ code, stderr, answers }: Ended): object => ({
  code,
  stderr,
  status: answers[0]?.status,
});

/** Each span by its parent and its scope. */
function linesOf(trees: readonly Tree[], above = ""): string[] {
  return trees
    .flatMap(({ span, children }) => {
      const line = `${above}/${span}`;
      return [line, ...linesOf(children, line)];
    })
    .toSorted();
}

test.skipIf(modules === undefined)(
  "gRPC that a bundle cannot load is said in one line, and the fix",
  async () => {
    const outfile = "bundled/grpc/orders.cjs";
    const wanted = {
      folder: installed.folder,
      entry: "orders.mjs",
      outfile,
      format: "cjs",
      external: [],
    } as const;
    await bundle("esbuild", modules as string, wanted);
    const { code, stderr } = await runProgram({
      node: process.execPath,
      cwd: installed.folder,
      args: [outfile],
      variables: { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    });
    expect(code).toBe(0);
    expect(stderr.split("\n")[0]).toMatch(
      /^telltale: Cannot export over gRPC: the package @grpc\/grpc-js is not installed\. Install it .* `npm install @grpc\/grpc-js`/,
    );
  },
);

test.skipIf(modules === undefined).each(["esm", "cjs"] as const)(
  "a preload that was put into a bundle (%s) says so, and the program runs",
  async (format) => {
    const { folder } = installed;
    writeFileSync(path.join(folder, "preloaded.mjs"), `import "telltale/register";\nconsole.log("works");\n`);
    const outfile = `bundled/preload/${format}.${format === "esm" ? "mjs" : "cjs"}`;
    const wanted = { folder, entry: "preloaded.mjs", outfile, format, external: [] };
    await bundle("esbuild", modules as string, wanted);
    const { code, stdout, stderr } = await runProgram({
      node: process.execPath,
      cwd: folder,
      args: [outfile],
    });
    expect([code, stdout]).toEqual([0, "works\n"]);
    expect(stderr).toMatch(/Cannot instrument: telltale\/register was put into a bundle; keep it external/);
  },
);
