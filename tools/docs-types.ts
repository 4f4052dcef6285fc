// Checks the types of every TypeScript example of docstrings, guides and readmes, also of those that doctest.ts does not run.
//
// Each example is a module, checked as strictly as this repository. `// continues the first example` is checked behind the first one
// of its page; of `// not run: does not compile` each line must be an error. Relative imports are files of the reader.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { allExamples, continues, type Example } from "./doctest.ts";
import { root } from "./source-files.ts";

/** An example as `tsc` reads it. */
export interface TypedExample {
  readonly example: Example;
  readonly code: string;
  /** Lines of `code` before the example. */
  readonly before: number;
}

/** Puts examples that continue others behind them. */
export function typedExamples(examples: readonly Example[]): TypedExample[] {
  const started = new Map<string, string>();
  return examples.map((example) => {
    const { file, code } = example;
    const isPart = continues(code) || mustFail(example);
    const before = isPart ? (started.get(file) ?? "") : "";
    // a declaration holds for what follows it, too
    if (!started.has(file) || code.includes("declare module")) started.set(file, before + code);
    return { example, code: `${before}${code}\nexport {};\n`, before: before.split("\n").length - 1 };
  });
}

/** One message of `tsc`. */
export interface TypeError {
  readonly index: number;
  readonly line: number;
  readonly text: string;
}

/** The messages for examples, without those that the reader's files and packages without types cause. */
export function readErrors(printed: string): TypeError[] {
  return [...printed.matchAll(/example-(\d+)\.ts\((\d+),\d+\): error (.*)$/gm)]
    .map(([, index, line, text]) => ({ index: Number(index), line: Number(line), text: text! }))
    .filter(({ text }) => !/^TS(?:2307: Cannot find module '\.|7016:)/.test(text));
}

const mustFail = ({ code }: Example): boolean => code.startsWith("// not run: does not compile");

/** What is wrong with the types of `typed`, by the messages for it. */
export function complaints({ example, before }: TypedExample, errors: readonly TypeError[]): string[] {
  const { file, line, code } = example;
  const place = (at: number): string => `${file}:${line + at - before}`;
  if (!mustFail(example)) return errors.map((one) => `${place(one.line)}: ${one.text}`);
  const failed = new Set(errors.map((one) => one.line - before - 1));
  return code.split("\n").flatMap((text, at) => {
    const isCall = text !== "" && !/^(?:\/\/|import )/.test(text);
    return isCall === failed.has(at)
      ? []
      : [`${file}:${line + 1 + at}: ${isCall ? "compiles" : "has an error"}`];
  });
}

/** Compiles the modules in one program, and those that declare types for the whole program in programs of their own. */
export function compile(all: readonly TypedExample[]): TypeError[] {
  const indexes = all.map((_, index) => index);
  const declares = (index: number): boolean => all[index]!.code.includes("declare module");
  const programs = [
    indexes.filter((index) => !declares(index)),
    ...indexes.filter(declares).map((one) => [one]),
  ];
  return programs.flatMap((program) => compileProgram(all, program));
}

function compileProgram(all: readonly TypedExample[], indexes: readonly number[]): TypeError[] {
  // below the root, so that package names resolve
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".cache", "docs-types-"));
  try {
    // as in a reader's project: declarations for a module need a file that imports it
    writeFileSync(path.join(folder, "imports.ts"), 'import "telltale";\n');
    for (const index of indexes) writeFileSync(path.join(folder, `example-${index}.ts`), all[index]!.code);
    const compilerOptions = {
      isolatedDeclarations: false,
      declaration: false,
      erasableSyntaxOnly: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
    };
    const config = { extends: "../../tsconfig.json", compilerOptions, include: ["*.ts"], exclude: [] };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, "node_modules/typescript/bin/tsc"), "--singleThreaded", "-p", folder],
      { cwd: root, encoding: "utf8" },
    );
    if (status !== 0 && !stdout.includes("error TS"))
      throw new Error(`tsc ended with ${status}: ${stdout}${stderr}`);
    return readErrors(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const all = typedExamples(allExamples());
  const errors = compile(all);
  const found = all.flatMap((typed, index) =>
    complaints(
      typed,
      errors.filter((one) => one.index === index),
    ),
  );
  for (const one of found) console.error(one);
  console.log(`the types of ${all.length} examples were checked, ${found.length} mistakes`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
