// What a start loads, by counts that no machine changes: files, bytes and modules of Node's own, at import and after `start()`, for
// CommonJS and ES modules of the build. Time and memory follow from them (docs/adr/046); `npm run bench` measures those.
import { spawnSync } from "node:child_process";
import path from "node:path";

import { root } from "./source-files.ts";

/** What one step has loaded. */
interface Loaded {
  /** Files of the library. */
  readonly files: number;
  readonly bytes: number;
  /** Files of anything else, `@opentelemetry/api` first. */
  readonly others: number;
  /** Modules of Node that a program may ask for, such as `os`. */
  readonly builtins: readonly string[];
}

// a start today, and a little room
const limits = {
  files: 5,
  bytes: 645_000,
  others: 0,
  builtins: ["async_hooks", "events", "module", "os", "path", "perf_hooks", "url"],
} as const;

// in the library's own folder, whose name leads to what was built
const cwd = path.join(root, "packages", "telltale");
const programs = {
  CommonJS: `before(); const { start } = require(process.argv[1]); tell(); start(); tell();`,
  "ES modules": `before(); const { start } = await import(process.argv[1]); tell(); start(); tell();`,
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
  const told = [];
  const builtins = () => process.moduleLoadList.flatMap((name) => /^NativeModule (?!internal\\/)(\\S+)/.exec(name)?.[1] ?? []);
  function before() { known = new Set(builtins()); }
  function tell() {
    const files = [...loaded];
    const ours = files.filter((file) => file.startsWith(process.cwd()));
    told.push({
      files: ours.length,
      bytes: ours.reduce((sum, file) => sum + statSync(file).size, 0),
      others: files.length - ours.length,
      builtins: builtins().filter((name) => !known.has(name)),
    });
  }
`;

for (const [kind, program] of Object.entries(programs)) {
  const args = kind === "CommonJS" ? [] : ["--input-type=module"];
  const code = `${counting} ${program} process.stdout.write(JSON.stringify(told)); process.exit(0);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, "-e", code, "telltale"], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], TELLTALE_CRASH_FILE: "false" },
  });
  if (status !== 0) throw new Error(`Cannot count what ${kind} load: ${stderr}`);
  const [imported, started] = JSON.parse(stdout) as [Loaded, Loaded];
  compare(`${kind}, import`, imported);
  compare(`${kind}, start`, started);
}

function compare(step: string, loaded: Loaded): void {
  const { files, bytes, others, builtins } = loaded;
  const more = builtins.filter((name) => !(limits.builtins as readonly string[]).includes(name));
  const found = [
    ...(files > limits.files ? [`${files} files of the library, ${limits.files} are allowed`] : []),
    ...(bytes > limits.bytes ? [`${bytes} bytes, ${limits.bytes} are allowed`] : []),
    ...(others > limits.others ? [`${others} files of other packages, none is allowed`] : []),
    ...(more.length > 0 ? [`the built-in modules ${more.join(", ")}`] : []),
  ];
  console.log(`${step}: ${files} files, ${bytes} bytes; ${builtins.join(", ")}`);
  if (found.length === 0) return;
  process.exitCode = 1;
  console.error(
    `${step} loads ${found.join("; ")}. Put what an option switches on into \`features\` of packages/telltale/tsdown.config.ts, ` +
      "call it inside a function and not where a module is evaluated, and take built-in modules from engine/runtime/builtin.ts. " +
      "If every start needs it, raise the limit in tools/check-startup.ts and measure with `npm run bench -- library-startup`.",
  );
}
