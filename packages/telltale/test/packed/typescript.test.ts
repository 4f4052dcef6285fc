// @module-tag extended
// What TypeScript makes of the package as it would be published: every version and every way of resolving modules that applications
// have, the package itself and each subpath. `node10` does not read `exports`; it is what `module: commonjs` means to TypeScript 5.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { basics, install, type Installed } from "../zero-code/installed.ts";

/** One way of resolving modules, and what an application has to compile with it. */
interface Way {
  readonly module: string;
  /** Absent: what the compiler takes for `module`. */
  readonly moduleResolution?: string;
  readonly extensions: readonly string[];
}

const node10: readonly Way[] = [
  { module: "commonjs", moduleResolution: "node10", extensions: ["ts"] },
  { module: "esnext", moduleResolution: "node10", extensions: ["ts"] },
];
const later: readonly Way[] = [
  { module: "commonjs", extensions: ["ts"] },
  { module: "node16", moduleResolution: "node16", extensions: ["mts", "cts"] },
  { module: "nodenext", moduleResolution: "nodenext", extensions: ["mts", "cts"] },
  { module: "esnext", moduleResolution: "bundler", extensions: ["ts"] },
  { module: "preserve", moduleResolution: "bundler", extensions: ["ts"] },
];
const nameOf = ({ module, moduleResolution = "default" }: Way): string => `${module}-${moduleResolution}`;

const programs = fileURLToPath(new URL("../fixtures/packed-typescript/", import.meta.url));
const consumer = fileURLToPath(new URL("../fixtures/packed/consumer.cts", import.meta.url));
/** A module of a library that emits declarations, with types that are in subpaths of `telltale`. */
const declared = fileURLToPath(new URL("../fixtures/packed-typescript/declared.ts", import.meta.url));
const compilers = Object.entries(inject("compilers"));
const runtimes = Object.entries(inject("runtimes"));
const oldest = runtimes[0]?.[1] ?? process.execPath;
const newest = runtimes.at(-1)?.[1] ?? process.execPath;
/** Subpaths that export types only, or nothing. */
const withoutValues = ["./export", "./metrics", "./options", "./recorder", "./register", "./stats"];
/** Programs that must run, each with its Node. */
const emitted: readonly (readonly [file: string, node: string])[] = [
  ["commonjs-default/subpaths.js", oldest],
  ["node16-node16/subpaths.mjs", oldest],
  ["node16-node16/subpaths.cjs", oldest],
  ["commonjs-default/subpaths.js", newest],
];

let installed: Installed;
let subpaths: string[];

beforeAll(async () => {
  // of the types of Node, the oldest that the library runs on
  installed = await install([inject("telltalePack").tarball, ...basics], programs);
  const manifest = JSON.parse(
    readFileSync(path.join(installed.folder, "node_modules/telltale/package.json"), "utf8"),
  ) as { exports: Record<string, unknown> };
  subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== "./package.json");
  const imports = subpaths.map(
    (subpath, index) => `import * as m${index} from "${subpath.replace(/^\./, "telltale")}";`,
  );
  const counts = subpaths.map((_subpath, index) => `Object.keys(m${index}).length`);
  const text = `${imports.join("\n")}\nconsole.log(JSON.stringify([${counts.join(", ")}]));\n`;
  for (const extension of ["ts", "mts", "cts"]) {
    writeFileSync(path.join(installed.folder, `subpaths.${extension}`), text);
    cpSync(consumer, path.join(installed.folder, `consumer.${extension}`));
    cpSync(declared, path.join(installed.folder, `declared.${extension}`));
  }
});

afterAll(() => installed.remove());

// without the other Nodes, as where npm has none, there are no other compilers either
test.runIf(runtimes.length > 1)("each of the three kinds of compilers is there", () => {
  expect(compilers.map(([version]) => version)).toEqual(["5.4", "5.9", "7.0"]);
});

test.concurrent.each(compilers)(
  "TypeScript %s finds the package and every subpath, checks their declarations, and what it emits runs",
  async (version, tsc) => {
    expect(subpaths.length).toBeGreaterThan(40);
    const isNative = version.startsWith("7.");
    const ways = isNative ? later : [...node10, ...later];
    for (const way of ways) writeFileSync(projectFile(version, way), JSON.stringify(projectOf(version, way)));
    const projects = ways.map((way) => projectFile(version, way));
    const reported = isNative ? await compileApart(tsc, projects) : await compileTogether(tsc, projects);
    expect(reported).toEqual(Object.fromEntries(projects.map((project) => [project, ""])));

    for (const [file, node] of emitted) {
      const place = path.join(installed.folder, `out-${version}-${file}`);
      const counts = JSON.parse(await run(node, [place])) as number[];
      expect(counts.length).toBe(subpaths.length);
      const empty = subpaths.filter((_subpath, index) => counts[index] === 0);
      expect(withoutValues).toEqual(expect.arrayContaining(empty));
    }
  },
);

const projectFile = (version: string, way: Way): string =>
  path.join(installed.folder, `tsconfig-${version}-${nameOf(way)}.json`);

function projectOf(version: string, way: Way): unknown {
  const { module, moduleResolution, extensions } = way;
  const outDir = `out-${version}-${nameOf(way)}`;
  mkdirSync(path.join(installed.folder, outDir), { recursive: true });
  return {
    compilerOptions: {
      module,
      moduleResolution,
      target: "es2022",
      lib: ["es2022"],
      types: ["node"],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      declaration: true,
      rootDir: ".",
      outDir,
    },
    files: extensions.flatMap((extension) => [
      `subpaths.${extension}`,
      `consumer.${extension}`,
      `declared.${extension}`,
    ]),
  };
}

/** What the compiler says of each project, one process for all: its own libraries are read once. */
async function compileTogether(
  tsc: string,
  projects: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const typescript = path.join(path.dirname(tsc), "..", "lib", "typescript.js");
  const printed = await run(process.execPath, ["compile.cjs", typescript, ...projects]);
  return JSON.parse(printed) as Record<string, string>;
}

/** The same with a process for each project. */
async function compileApart(
  tsc: string,
  projects: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const reported: Record<string, string> = {};
  for (const project of projects) reported[project] = await run(process.execPath, [tsc, "-p", project], true);
  return reported;
}

/** Runs a program in the folder, with telemetry switched off; gives what it printed. */
async function run(node: string, args: readonly string[], mayFail = false): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: installed.folder, OTEL_SDK_DISABLED: "true" };
  const child = spawn(node, args, { cwd: installed.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if ((code === 0 && printed.stderr === "") || mayFail) return printed.stdout;
  throw new Error(`${args.join(" ")} ended with ${String(code)}: ${printed.stdout}${printed.stderr}`);
}
