// @module-tag extended
// Deno, Bun and a Node that is too old, for real: the preload says in one line that it does nothing, and what the program does is the same. `start()` in code sends, and
// names the runtime.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { attributesOf } from "../engine/receiver.ts";
import { type Ended, runProgram } from "../zero-code/cell.ts";
import { basics, install, type Installed } from "../zero-code/installed.ts";
import "./provided.ts";

const { others } = inject("platforms");

let installed: Installed;
beforeAll(async () => {
  installed = await install(
    [inject("telltalePack").tarball, ...basics],
    fileURLToPath(new URL("../fixtures/platforms/", import.meta.url)),
  );
});
afterAll(() => installed?.remove());

interface Way {
  readonly how: string;
  readonly args: readonly string[];
}

/** How each runtime preloads a module. */
function preloads(runtime: string): readonly Way[] {
  const [cjs, esm] = ["cjs", "js"].map((end) => `./node_modules/telltale/dist/register.${end}`) as [
    string,
    string,
  ];
  if (runtime === "Deno") {
    return [
      { how: "--require", args: ["run", "-A", "--require", cjs] },
      { how: "--preload", args: ["run", "-A", "--preload", esm] },
    ];
  }
  if (runtime === "Bun") return [{ how: "--preload", args: ["--preload", "telltale/register"] }];
  return [
    { how: "--require", args: ["--require", "telltale/register"] },
    { how: "--require, twice", args: ["--require", "telltale/register", "--require", esmFrom(cjs)] },
  ];
}

// another way to the same file is another module
const esmFrom = (file: string): string => file.replace("/dist/", "/dist/../dist/");

describe.each(Object.entries(others))("%s", (title, file) => {
  const [runtime = "", version = ""] = title.split(" ");

  test.concurrent.each(preloads(runtime))("$how: one line, and nothing else", async ({ args }) => {
    const ended = await run(file, [...args, "json.cjs"]);
    expect([ended.code, ended.stdout]).toEqual([0, "works 1\n"]);
    expect(ended.stderr).toMatch(
      new RegExp(
        `^telltale: telltale/register does nothing on ${runtime} ${version}: it needs Node\\.js 18\\.19 or later\\. [^\\n]*\\n$`,
      ),
    );
    expect(ended.receiver.received).toEqual([]);
  });

  test.concurrent.each([{ TELLTALE_REGISTER: "off" }, { OTEL_LOG_LEVEL: "none" }])(
    "%j: no line",
    async (variables) => {
      const [{ args }] = preloads(runtime) as [Way];
      const { code, stdout, stderr } = await run(file, [...args, "json.cjs"], variables);
      expect([code, stdout, stderr]).toEqual([0, "works 1\n", ""]);
    },
  );

  test.skipIf(runtime === "Node.js")(
    "start() in code sends, names the runtime, and says in one line what is not seen",
    async () => {
      const ended = await run(file, [...(runtime === "Deno" ? ["run", "-A"] : []), "small.mjs"]);
      expect([ended.code, ended.stdout]).toEqual([0, "done\n"]);
      expect(ended.stderr).toMatch(
        new RegExp(`^telltale: on ${runtime} ${version} only spans, metrics and logs of [^\\n]*\\n$`),
      );
      const names = ended.receiver.spans().map((span) => span["name"]);
      expect(names.toSorted()).toEqual(["add taxes", "transaction purchase"]);
      expect(attributesOf(ended.receiver.spans()[0]?.["resource"])).toMatchObject({
        "process.runtime.name": runtime.toLowerCase(),
        "process.runtime.version": version,
        "process.runtime.description": runtime,
      });
      expect(ended.receiver.logs().map((record) => record["eventName"])).toContain(
        "telltale.transaction.ended",
      );
      expect(ended.receiver.metrics().length).toBeGreaterThan(0);
    },
  );
});

async function run(
  node: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { folder } = installed;
  return runProgram({
    node,
    cwd: folder,
    args,
    variables: {
      NO_COLOR: "1",
      DENO_NO_UPDATE_CHECK: "1",
      DENO_DIR: path.join(folder, ".deno"),
      ...variables,
    },
  });
}

test("every runtime that is pinned for this platform was tried", () => {
  const expected = Object.keys(others).length === 0 ? [] : ["Bun", "Deno", "Node.js"];
  expect(
    Object.keys(others)
      .map((title) => title.split(" ")[0])
      .toSorted(),
  ).toEqual(expected);
});
