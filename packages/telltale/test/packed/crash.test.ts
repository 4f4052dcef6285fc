// @module-tag extended
// What an uncaught error prints, with the package as it would be published: the message is there, and little else. Node prints the
// line that threw, or threw on, before the message; where that is a line of the library it is a short one.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { basics, install, type Installed } from "../zero-code/installed.ts";

/** What may come to the standard error of a process that dies of one error, the paths of the folder left out. */
const maxBytes = 2048;

const programs = fileURLToPath(new URL("../fixtures/packed-crash/", import.meta.url));
const runtimes = Object.entries(inject("runtimes"));
const [oldest, newest] = [runtimes[0], runtimes.at(-1)];
const all = process.env["TELLTALE_CONTRACTS"] === "all";
/** Each kind of module on one Node; with `TELLTALE_CONTRACTS=all` everything on both. */
const runs = [
  { name: "CommonJS", file: "crash.cjs", flags: [], nodes: all ? [oldest, newest] : [oldest] },
  { name: "ES modules", file: "crash.mjs", flags: [], nodes: all ? [oldest, newest] : [newest] },
  {
    name: "ES modules, source maps",
    file: "crash.mjs",
    flags: ["--enable-source-maps"],
    nodes: all ? [oldest, newest] : [],
  },
]
  .flatMap(({ nodes, ...run }) => nodes.map((node) => ({ ...run, node })))
  .flatMap(({ node, ...run }) => (node === undefined ? [] : [{ ...run, version: node[0], node: node[1] }]));

let installed: Installed;
let names: string[];

beforeAll(async () => {
  installed = await install([inject("telltalePack").tarball, ...basics], programs);
  names = JSON.parse((await die(process.execPath, "crash.cjs", "list")).stdout) as string[];
});
afterAll(() => installed.remove());

interface Died {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with pipes; gives what it printed until it was dead. */
async function die(node: string, file: string, name: string, flags: readonly string[] = []): Promise<Died> {
  const env = { PATH: process.env["PATH"], HOME: installed.folder, TELLTALE_CRASH_FILE: "false" };
  const args = [...flags, file, name];
  const child = spawn(node, args, { cwd: installed.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => (printed[stream] += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...printed };
}

/** What is wrong with how a program died; nothing when all is well. */
function wrongWith(name: string, { code: exit, stdout, stderr }: Died): string[] {
  const ours = stderr.replaceAll(path.join(installed.folder, "/"), "");
  const message =
    name.startsWith("wrong ") || name === "started twice"
      ? /Error(?: \[\w+\])?: \S.{10}/
      : /^Error: order-789 is broken$/m;
  const code = ours.split("\n").filter((line) => !line.includes("Error"));
  const longest = Math.max(...code.map((line) => line.length));
  return [
    ...(exit === 1 && stdout === ""
      ? []
      : [`ended with ${String(exit)}, and printed ${stdout.slice(0, 100)}`]),
    ...(Buffer.byteLength(ours) <= maxBytes ? [] : [`${Buffer.byteLength(ours)} bytes, ${maxBytes} at most`]),
    ...(longest <= 300 ? [] : [`a line of ${longest} characters`]),
    ...(message.test(ours) ? [] : [`no message in: ${ours.slice(0, 300)}`]),
    // the stack names files that are there, with a line and a column in them
    ...(/\n {4}at .*\.[cm]js:\d+:\d+/.test(ours) ? [] : ["no stack"]),
  ].map((problem) => `${name}: ${problem}`);
}

describe.concurrent.each(runs)("$name on Node $version", ({ node, file, flags }) => {
  test("an uncaught error prints its message and at most 2 kB, whatever call it came through", async () => {
    expect(names.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const name of names) wrong.push(...wrongWith(name, await die(node, file, name, flags)));
    expect(wrong).toEqual([]);
  });
});

test.concurrent.each([oldest, newest].filter((one) => one !== undefined))(
  "source maps switched on change nothing, on Node %s",
  async (_version, node) => {
    for (const [file, name] of [
      ["crash.cjs", "trace"],
      ["crash.mjs", "wrong option"],
    ] as const)
      expect(wrongWith(name, await die(node, file, name, ["--enable-source-maps"]))).toEqual([]);
  },
);
