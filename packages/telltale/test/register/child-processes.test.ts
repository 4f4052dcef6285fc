// The options of synchronous child processes in every form that Node takes: they arrive as without the library, with the context beside them.
import childProcess, { type SpawnSyncReturns } from "node:child_process";
import { expect, test } from "vitest";
import { start, trace } from "../../src/index.ts";
import { carryToChildren } from "../../src/register/child-processes.ts";

const [target] = carryToChildren(() => true);
const at = { module: "child_process", by: "require", version: undefined, folder: undefined } as const;
const patched = target?.instrument({ ...childProcess }, at) as typeof childProcess;

// what it is given on standard input, Node runs as a program
const print = `console.log(process.env.OWN, process.argv.length, process.env.TRACEPARENT !== undefined)`;
const options = { input: print, env: { OWN: "set" }, encoding: "utf8" } as const;
const inheriting = { ...options, env: Object.create(options.env) as NodeJS.ProcessEnv } as const;
const { execPath } = process;
type Call = (library: typeof childProcess) => unknown;

/** What `call` returns inside of a span, or the code of its error. */
async function outcome(library: typeof childProcess, call: Call): Promise<unknown> {
  const telemetry = start({ service: "test", exporters: [] });
  try {
    return trace("parent", () => {
      const found = call(library) as string | Buffer | SpawnSyncReturns<string | Buffer>;
      return String(typeof found === "object" && "stdout" in found ? found.stdout : found);
    });
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  } finally {
    await telemetry.stop();
  }
}

test.each<[form: string, call: Call, printed: string]>([
  ["spawnSync(file, options)", (library) => library.spawnSync(execPath, options), "set 1"],
  ["spawnSync(file, [], options)", (library) => library.spawnSync(execPath, [], options), "set 1"],
  ["spawnSync(file, list, options)", (library) => library.spawnSync(execPath, ["-", "a"], options), "set 3"],
  [
    "spawnSync(file, undefined, options)",
    (library) => library.spawnSync(execPath, undefined, options),
    "set 1",
  ],
  [
    "spawnSync(file, null, options)",
    (library) => library.spawnSync(execPath, null as never, options),
    "set 1",
  ],
  ["execFileSync(file, options)", (library) => library.execFileSync(execPath, options), "set 1"],
  [
    "execFileSync(file, list, options)",
    (library) => library.execFileSync(execPath, ["-", "a"], options),
    "set 3",
  ],
  [
    "execFileSync(file, undefined, options)",
    (library) => library.execFileSync(execPath, undefined, options),
    "set 1",
  ],
  [
    "execFileSync(file, null, options)",
    (library) => library.execFileSync(execPath, null as never, options),
    "set 1",
  ],
  ["spawnSync(file, inheriting)", (library) => library.spawnSync(execPath, inheriting), "set 1"],
  ["execFileSync(file, inheriting)", (library) => library.execFileSync(execPath, inheriting), "set 1"],
  ["execSync(command, inheriting)", (library) => library.execSync(`"${execPath}"`, inheriting), "set 1"],
  ["execSync(command, options)", (library) => library.execSync(`"${execPath}"`, options), "set 1"],
])("%s has its options, and carries the context", async (_form, call, printed) => {
  expect(await outcome(childProcess, call)).toBe(`${printed} false\n`);
  expect(await outcome(patched, call)).toBe(`${printed} true\n`);
});

test.each<[form: string, call: Call]>([
  ["spawnSync(file)", (library) => library.spawnSync("true")],
  ["spawnSync(file, undefined)", (library) => library.spawnSync("true", undefined)],
  ["spawnSync(file, [])", (library) => library.spawnSync("true", [])],
  ["execFileSync(file, null, null)", (library) => library.execFileSync("true", null as never, null as never)],
  ["execSync(command, null)", (library) => library.execSync("true", null as never)],
])("%s runs as without the library", async (_form, call) => {
  expect(await outcome(childProcess, call)).toBe("");
  expect(await outcome(patched, call)).toBe("");
});

test.each<[form: string, call: Call]>([
  ["spawnSync(file, [], null)", (library) => library.spawnSync("true", [], null as never)],
  ["spawnSync(file, [], [])", (library) => library.spawnSync("true", [], [] as never)],
  ["spawnSync(file, text)", (library) => library.spawnSync("true", "a" as never)],
  ["execFileSync(file, [], text)", (library) => library.execFileSync("true", [], "a" as never)],
])("%s is refused by Node as without the library", async (_form, call) => {
  expect(await outcome(childProcess, call)).toBe("ERR_INVALID_ARG_TYPE");
  expect(await outcome(patched, call)).toBe("ERR_INVALID_ARG_TYPE");
});
