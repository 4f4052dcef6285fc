// What a start loads, by counts that no machine changes: files, bytes and modules of Node's own, at import and after `start()`, for
// CommonJS and ES modules of the build. Time and memory follow from them (docs/adr/046); `npm run bench` measures those.
import path from "node:path";

import { type Loaded, loadedAtStart, programs } from "./loaded-at-start.ts";
import { root } from "./source-files.ts";

// a start today, and a little room
const limits = {
  files: 5,
  bytes: 651_200,
  others: 0,
  builtins: ["async_hooks", "events", "module", "os", "path", "perf_hooks", "url"],
} as const;

// in the library's own folder, whose name leads to what was built
const folder = path.join(root, "packages", "telltale");
for (const kind of Object.keys(programs) as (keyof typeof programs)[]) {
  const [imported, started] = loadedAtStart(kind, folder);
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
