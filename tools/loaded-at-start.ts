// What a start of the library loads, counted in a process of its own.
import { spawnSync } from "node:child_process";

/** What one step has loaded. */
export interface Loaded {
  /** Files of the library. */
  readonly files: number;
  readonly bytes: number;
  /** Files of anything else, `@opentelemetry/api` first. */
  readonly others: number;
  /** Modules of Node that a program may ask for, such as `os`. */
  readonly builtins: readonly string[];
}

/** A program for each kind of module that the library is loaded as. */
export const programs = {
  CommonJS: `before(); const { start } = require(process.argv[1]); measure(); start(); measure();`,
  "ES modules": `before(); const { start } = await import(process.argv[1]); measure(); start(); measure();`,
} as const;

const counting = `
  const { registerHooks } = process.getBuiltinModule("node:module");
  const { statSync } = process.getBuiltinModule("node:fs");
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const loaded = new Set();
  registerHooks({
    load(url, context, next) {
      if (url.startsWith("file:")) loaded.add(fileURLToPath(url));
      return next(url, context);
    },
  });
  let known;
  const reported = [];
  const builtins = () => process.moduleLoadList.flatMap((name) => /^NativeModule (?!internal\\/)(\\S+)/.exec(name)?.[1] ?? []);
  function before() { known = new Set(builtins()); }
  function measure() {
    const files = [...loaded];
    const ours = files.filter((file) => file.startsWith(process.cwd()));
    reported.push({
      files: ours.length,
      bytes: ours.reduce((sum, file) => sum + statSync(file).size, 0),
      others: files.length - ours.length,
      builtins: builtins().filter((name) => !known.has(name)),
    });
  }
`;

/**
 * What `program` has loaded after the import, and after `start()`.
 *
 * @param folder the library's own folder, whose name leads to what was built.
 */
export function loadedAtStart(kind: keyof typeof programs, folder: string): readonly [Loaded, Loaded] {
  const args = kind === "CommonJS" ? [] : ["--input-type=module"];
  const code = `${counting} ${programs[kind]} process.stdout.write(JSON.stringify(reported)); process.exit(0);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, "-e", code, "telltale"], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], TELLTALE_CRASH_FILE: "false" },
  });
  if (status !== 0) throw new Error(`Cannot count what ${kind} load: ${stderr}`);
  return JSON.parse(stdout) as [Loaded, Loaded];
}
