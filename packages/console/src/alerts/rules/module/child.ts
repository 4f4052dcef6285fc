// The process that runs one file of rules in TypeScript or JavaScript, and sends what it exports. `run-module.ts` starts it without access
// to other files, processes and the environment.
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModuleReport } from "./run-module.ts";

/** What `telltale-cli/alerts` is: beside this file in the sources and in the bundle. */
const places = ["./definitions.ts", "./rule-definitions.js"].map((place) => new URL(place, import.meta.url));

/** The folder of rules. */
const root = `${process.cwd()}${sep}`;

/** In the versions of Node.js that run TypeScript. */
interface Hooks {
  registerHooks(hooks: {
    resolve(
      specifier: string,
      context: object,
      next: (specifier: string, context: object) => { readonly url: string },
    ): { readonly url: string; readonly shortCircuit?: boolean };
  }): void;
}

function takeImports(uses: Set<string>): void {
  const definitions = (places.find((place) => existsSync(place)) ?? places[1]!).href;
  (nodeModule as unknown as Hooks).registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "telltale-cli/alerts") return { url: definitions, shortCircuit: true };
      const found = next(specifier, context);
      const file = found.url.startsWith("file:") ? fileURLToPath(found.url) : "";
      if (file.startsWith(root)) uses.add(file);
      return found;
    },
  });
}

/** The first place in a file that was imported: of a syntax error the head of its stack, of others the innermost call. */
function placeOf(
  stack: string,
  uses: ReadonlySet<string>,
): { readonly file: string; readonly line: number } | undefined {
  for (const [, file, line] of stack.matchAll(/((?:file:\/\/)?\/[^\s():]+):(\d+)/g)) {
    const path = file!.startsWith("file:") ? fileURLToPath(file!) : file!;
    if (uses.has(path)) return { file: path, line: Number(line) };
  }
  return undefined;
}

function failureOf(error: unknown, uses: ReadonlySet<string>): ModuleReport {
  const {
    message,
    stack = "",
    code,
    problems,
  } = (typeof error === "object" && error !== null ? error : { message: String(error) }) as {
    readonly message?: string;
    readonly stack?: string;
    readonly code?: string;
    readonly problems?: ModuleReport["problems"];
  };
  const place = placeOf(stack, uses);
  return {
    uses: [...uses],
    message: String(message).slice(0, 2_000),
    ...(code !== undefined && { code: String(code) }),
    ...(place !== undefined && { place }),
    ...(Array.isArray(problems) && { problems }),
  };
}

async function run(url: string): Promise<ModuleReport> {
  const uses = new Set<string>();
  takeImports(uses);
  try {
    const exported = (await import(url)) as Record<string, unknown>;
    // as data: what a file of YAML could say
    return { uses: [...uses], exported: JSON.stringify([...new Set(Object.values(exported))]) };
  } catch (error) {
    return failureOf(error, uses);
  }
}

const report = await run(process.argv[2]!);
process.send?.(report, undefined, undefined, () => process.exit(0));
