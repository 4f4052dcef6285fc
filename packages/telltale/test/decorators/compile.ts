// Compiles a fixture for standard or legacy decorators: Node strips types but leaves decorators as they are, and the bundler of the
// tests lowers legacy ones only.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);

/** The two kinds of decorators there are. */
export type Kind = "standard" | "legacy";

/** Compiles `fixture` (from test/fixtures/decorators) and gives what it exports. Modules of its own that it imports must be types only. */
export async function compile<Exports>(fixture: string, kind: Kind): Promise<Exports> {
  const source = fileURLToPath(new URL(`../fixtures/decorators/${fixture}`, import.meta.url));
  // below the package, so that what it imports is found
  const folder = mkdtempSync(path.join(import.meta.dirname, ".compiled-"));
  try {
    emit(source, folder, kind);
    const file = path.join(folder, `${path.basename(fixture, ".ts")}.js`);
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Exports;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function emit(source: string, folder: string, kind: Kind): void {
  const config = path.join(folder, "tsconfig.json");
  const compilerOptions = {
    target: "es2022",
    module: "esnext",
    experimentalDecorators: kind === "legacy",
    emitDecoratorMetadata: kind === "legacy",
    noCheck: true,
    noResolve: true,
    types: [],
    rewriteRelativeImportExtensions: true,
    rootDir: path.dirname(source),
    outDir: folder,
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [source] }));
  const tsc = path.join(path.dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, "-p", config], { encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot compile ${source}: ${stdout}${stderr}`);
}
