// Runs the examples of docstrings and of docs/guide, so that none of them is wrong.
//
// Each ```ts block after `@example` (and each in a guide) becomes a module of its own, run by Node. A line
// `expression // => value` asserts that the expression, awaited, deeply equals the value. A block that starts with
// `// continues the first example` runs behind the first one of its page; tsc lowers decorators. A block that starts with
// `// not run: reason` is only counted, and said; docs-types.ts checks its types. With `--built` the examples load the built packages, as their
// reader's would; without, the sources.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

/** One example: its file, its line and its code. */
export interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** The examples of a source file's docstrings. */
export function docstringExamples(file: string, text: string): Example[] {
  const found: Example[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const body = comment[0].replace(/^[ \t]*\* ?/gm, "");
    const start = body.indexOf("@example");
    if (start === -1) continue;
    for (const block of fenced(body.slice(start))) {
      found.push({
        file,
        line: lineAt(text, comment.index) + lineAt(body, start + block.index) - 1,
        code: block.code,
      });
    }
  }
  return found;
}

/** The ts blocks of a Markdown page. */
export function pageExamples(file: string, text: string): Example[] {
  return fenced(text).map(({ index, code }) => ({ file, line: lineAt(text, index), code }));
}

/** Turns `expression // => value` into assertions; everything else stays. */
export function toModule(code: string): string {
  const lines = code.split("\n").map((line) => {
    const [, indent, expression, value] = /^(\s*)(.+?);?\s*\/\/ => (.+)$/.exec(line) ?? [];
    if (expression === undefined) return line;
    const bound = /^(?:const|let)\s+(\w+)/.exec(expression)?.[1];
    if (bound !== undefined) return `${indent}${expression}; __assert.deepStrictEqual(${bound}, ${value});`;
    return `${indent}__assert.deepStrictEqual(await (${expression}), ${value});`;
  });
  return [`import __assert from "node:assert";`, ...lines].join("\n");
}

function fenced(text: string): { index: number; code: string }[] {
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => ({
    index: match.index,
    code: match[1] ?? "",
  }));
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** Whether an example runs behind the first one of its page. */
export const continues = (code: string): boolean => code.startsWith("// continues the first example\n");

/** The examples, those that continue others behind these. */
export function wholeExamples(examples: readonly Example[]): Example[] {
  const first = new Map<string, string>();
  return examples.map((example) => {
    const { file, code } = example;
    if (!first.has(file)) first.set(file, code);
    return continues(code) ? { ...example, code: `${first.get(file)!}${code}` } : example;
  });
}

const hasDecorators = (code: string): boolean => /^\s*@\w/m.test(code);

/** Writes the modules into `folder`, and gives the file of each. */
function writeModules(examples: readonly Example[], folder: string): string[] {
  const lowered: string[] = [];
  const files = examples.map(({ code }, index) => {
    const file = path.join(folder, `example-${index}.ts`);
    writeFileSync(file, toModule(code));
    if (!hasDecorators(code)) return file;
    lowered.push(file);
    return file.replace(/ts$/, "js");
  });
  lower(lowered, folder);
  return files;
}

/** Node knows no decorators. Their types are checked by docs-types.ts. */
function lower(files: readonly string[], folder: string): void {
  const compilerOptions = { target: "es2022", module: "esnext", noCheck: true, noResolve: true, types: [] };
  const config = { compilerOptions: { ...compilerOptions, rootDir: folder, outDir: folder }, files };
  const place = path.join(folder, "tsconfig.json");
  writeFileSync(place, JSON.stringify(config));
  const tsc = path.join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", place], { encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot compile the examples with decorators: ${stdout}`);
}

const conditions = process.argv.includes("--built") ? [] : ["--conditions=telltale-source"];

/** Runs one module beside its package, so that imports resolve as its reader's would. Gives what went wrong, or nothing. */
async function run(example: Example, file: string): Promise<string | undefined> {
  const folder = path.dirname(file);
  const args = [...conditions, "--disable-warning=ExperimentalWarning", file];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 120_000,
    cwd: folder,
    // what they import is the same: without its types, and compiled, it is kept for the next
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, "compiled") },
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return code === 0 ? undefined : `${example.file}:${example.line}\n${errors.trim() || `ended with ${code}`}`;
}

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** The examples of all docstrings of the library, and of all guides and readmes. */
export function allExamples(): Example[] {
  const sources = sourceFiles(".ts").filter(
    (file) => /^packages\/(otlp|telltale)\/src\//.test(file) && !file.endsWith(".test.ts"),
  );
  const pages = sourceFiles(".md").filter(
    (file) => file.startsWith("docs/guide/") || /^(README|packages\/[^/]+\/README)\.md$/.test(file),
  );
  return [
    ...sources.flatMap((file) => docstringExamples(file, read(file))),
    ...pages.flatMap((file) => pageExamples(file, read(file))),
  ];
}

if (import.meta.main) {
  const all = wholeExamples(allExamples());
  const [runnable, left] = [
    all.filter(({ code }) => !code.startsWith("// not run")),
    all.filter(({ code }) => code.startsWith("// not run")),
  ];
  // Not below node_modules, where Node strips no types; below the root, so that package names resolve.
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".cache", "doctest-"));
  const files = writeModules(runnable, folder);
  const failures: string[] = [];
  const queue = runnable.entries();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const [index, example] of queue) {
        const failure = await run(example, files[index]!);
        if (failure !== undefined) failures.push(failure);
      }
    }),
  );
  rmSync(folder, { recursive: true, force: true });
  for (const failure of failures) console.error(`${failure}\n`);
  for (const { file, line, code } of left)
    console.log(
      `not run: ${file}:${line} (${code.slice(0, code.indexOf("\n")).replace("// not run: ", "")})`,
    );
  console.log(`${runnable.length} examples ran, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
