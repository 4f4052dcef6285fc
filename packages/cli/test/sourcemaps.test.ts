// The commands on folders of files, and against a server that answers as a console does, or does not.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { json } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import type { NewSourceMapPart } from "contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { uploadCommand } from "../src/sourcemaps/upload-command.ts";
import { cli } from "./program.ts";
import { type Ended, runCommand } from "./run-command.ts";

const id = "85314830-023f-8cf1-a267-535f4e37bb17";
const map = JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: ["run()"], mappings: "AAAA" });

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telltale-cli-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function run(args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=telltale-source", cli, ...args], {
    env: { PATH: process.env["PATH"], ...variables },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
}

const upload = (...args: string[]): Promise<Ended> => runCommand(uploadCommand, args, folder);

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const read = (name: string): string => readFileSync(path.join(folder, name), "utf8");

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

/** A console that answers each request with `answer`, and keeps what was sent. */
async function startConsole(answer: (body: NewSourceMapPart, count: number) => Answer): Promise<{
  readonly url: string;
  readonly bodies: NewSourceMapPart[];
  readonly tokens: Set<string | undefined>;
}> {
  const bodies: NewSourceMapPart[] = [];
  const tokens = new Set<string | undefined>();
  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await json(request)) as NewSourceMapPart;
    bodies.push(body);
    tokens.add(request.headers.authorization);
    const [status, result, headers] = answer(body, bodies.length);
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(result));
  }
  server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, tokens };
}

const stored: Answer = [200, { complete: true, known: false }];

test(
  "inject writes the same id into file and map; the second run changes nothing",
  { tags: ["extended"] },
  async () => {
    write({
      "index.js": "run();\n//# sourceMappingURL=index.js.map\n",
      "index.js.map": map,
      "assets/lazy.mjs": "lazy();",
      "assets/lazy.mjs.map": `)]}'\n${map}`,
      "known.cjs": `known();\n//# debugId=${id}\n`,
      "known.cjs.map": map,
      "none.js": "none();",
      "node_modules/lib/index.js": "lib();",
      "node_modules/lib/index.js.map": map,
    });
    const dry = await run(["sourcemaps", "inject", folder, "--dry-run"]);
    expect(dry).toMatchObject({
      status: 0,
      stderr: "Would write debug ids into 3 of 3 files with source maps.\n",
    });
    expect(read("index.js.map")).toBe(map);

    const first = await run(["sourcemaps", "inject", folder]);
    expect(first).toMatchObject({
      status: 0,
      stderr: "Wrote debug ids into 3 of 3 files with source maps.\n",
    });
    expect(first.stdout).toBe(dry.stdout);
    const [, made] = /debugId=(\S+)\n\/\/# sourceMappingURL=index.js.map\n$/.exec(read("index.js")) ?? [];
    expect(JSON.parse(read("index.js.map"))).toMatchObject({ debugId: made, debug_id: made });
    expect(read("assets/lazy.mjs")).toMatch(/^lazy\(\);\n\/\/# debugId=\S+\n$/);
    expect(JSON.parse(read("known.cjs.map"))).toMatchObject({ debugId: id });
    expect(read("none.js")).toBe("none();");

    const before = readdirSync(folder, { recursive: true }).toSorted();
    const second = await run(["sourcemaps", "inject", folder]);
    expect(second).toMatchObject({ status: 0, stdout: "" });
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual(before);
    expect(read("index.js")).toContain(`debugId=${made}`);
  },
);

test("upload sends each map gzipped with its id, file, release and token", async () => {
  write({
    "a.js": `run();\n//# debugId=${id}\n`,
    "a.js.map": map,
    "b.js": `run();\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n//# debugId=${id.replace("8", "9")}`,
  });
  const { url, bodies, tokens } = await startConsole(() => stored);
  const ended = await run(["sourcemaps", "upload", folder, "--console", url, "--release", "1.2.3"], {
    TELLTALE_TOKEN: "tltk_x",
  });
  expect(ended).toMatchObject({ status: 0, stdout: "" });
  expect(ended.stderr).toMatch(/^Uploaded 2 source maps to http:\S+, 0\.\d kB\.\n$/);
  expect(bodies.toSorted((a, b) => a.file.localeCompare(b.file))).toMatchObject([
    { debugId: id, file: "a.js", release: "1.2.3", service: "", part: 0, parts: 1 },
    { debugId: id.replace("8", "9"), file: "b.js" },
  ]);
  expect(gunzipSync(Buffer.from(bodies[0]!.content, "base64")).toString()).toBe(map);
  expect([...tokens]).toEqual(["Bearer tltk_x"]);
});

test(
  "a dry run sends nothing and changes nothing; --inject writes ids first",
  { tags: ["extended"] },
  async () => {
    write({ "a.js": "run();", "a.js.map": map });
    const { url, bodies } = await startConsole(() => stored);
    const dry = await run(["sourcemaps", "upload", folder, "--console", url, "--inject", "--dry-run"]);
    expect(dry).toMatchObject({ status: 0, stderr: "Would upload 1 source maps.\n" });
    expect([bodies.length, read("a.js")]).toEqual([0, "run();"]);
    expect(await run(["sourcemaps", "upload", folder, "--console", url, "--inject"])).toMatchObject({
      status: 0,
    });
    expect(read("a.js")).toContain(`//# debugId=${bodies[0]!.debugId}`);
    expect(dry.stdout).toBe(`${bodies[0]!.debugId}  a.js\n`);
  },
);

test("files without ids are not uploaded without --inject or --release", { tags: ["extended"] }, async () => {
  write({ "a.js": "run();", "a.js.map": map });
  const refused = await run(["sourcemaps", "upload", folder]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("1 of 1 files have no debug id, for example");
  expect(refused.stderr).toContain("or pass --inject");
  const { url, bodies } = await startConsole(() => stored);
  expect(await run(["sourcemaps", "upload", folder, "--console", url, "--release", "2"])).toMatchObject({
    status: 0,
  });
  expect(bodies).toMatchObject([{ file: "a.js", release: "2" }]);
  expect(read("a.js")).toBe("run();");
});

test(
  "passing failures are retried, and what the console has is not sent again",
  { tags: ["extended"] },
  async () => {
    write({ "a.js": `//# debugId=${id}\n`, "a.js.map": map });
    const { url, bodies } = await startConsole((_, count) =>
      count === 1
        ? [503, { code: "STORE_BUSY" }, { "retry-after": "0" }]
        : [200, { complete: true, known: true }],
    );
    const ended = await run(["sourcemaps", "upload", folder, "--console", url]);
    expect(ended).toMatchObject({
      status: 0,
      stderr: `Uploaded 0 source maps to ${url}, 0.0 kB; the console had 1.\n`,
    });
    expect(bodies).toHaveLength(2);
  },
);

test.each([
  [401, "TOKEN_REQUIRED", "telltale-console token create --name ci --scope ingest"],
  [401, "INVALID_TOKEN", "misspelled, expired or revoked"],
  [403, "INSUFFICIENT_SCOPE", "Use a token of the scope `ingest`"],
  [404, "UNKNOWN_PATH", "it is an older version"],
  [400, "BAD_SOURCE_MAP", "the fix of the console"],
])("a console that answers %i %s: says what to do", async (status, code, fix) => {
  write({ "a.js": `//# debugId=${id}\n`, "a.js.map": map });
  const { url, bodies } = await startConsole(() => [
    status,
    { code, message: "No.", fix: "the fix of the console" },
  ]);
  const ended = await upload(folder, "--console", url);
  expect(ended.status).toBe(1);
  expect(ended.stderr).toContain(fix);
  expect(ended.stderr).toContain("0 of 1 source maps uploaded. Run the command again");
  expect(bodies).toHaveLength(1);
});

test.each([
  [
    "another build's map",
    { "a.js": `//# debugId=${id}\n`, "a.js.map": `{"debugId":"${id.replace("8", "9")}",${map.slice(1)}` },
    1,
    "different builds",
  ],
  ["no maps", { "a.js": "run();" }, 1, "has no JavaScript files with source maps"],
  ["a broken map", { "a.js": "run();", "a.js.map": "{" }, 1, "a.js.map is not a source map"],
  [
    "a broken escape in an inline map",
    { "a.js": "//# sourceMappingURL=data:application/json,%7B%22version%22:3,%E0%A4" },
    1,
    "a.js is not a source map",
  ],
])("%s: names the file and the fix", async (_, files, status, text) => {
  write(files);
  const ended = await upload(folder, "--inject");
  expect(ended).toMatchObject({ status, stderr: expect.stringContaining(text) as string });
});

test.each([
  [[], "needs DIR"],
  [["a", "b"], "takes one DIR, not 2"],
  [["no-such-folder"], "There is no folder no-such-folder"],
])("wrong usage of upload ends with 2: %j", async (args, text) => {
  const ended = await upload(...args);
  expect(ended).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(text) as string });
});

test.each([
  [["sourcemaps", "upload", ".", "--tokn"], "Unknown option '--tokn'"],
  [["sourcemap", "upload", "."], "There is no command `telltale sourcemap upload`"],
  [["sourcemap", "upload", "."], "Did you mean `sourcemaps upload`?"],
  [["sourcemaps", "--bogus"], "Unknown option '--bogus'.\nSee `telltale sourcemaps --help`."],
  [["sourcemaps", "bogus"], "no command `telltale sourcemaps bogus`.\nSee `telltale sourcemaps --help`."],
])("wrong usage ends with 2: %j", async (args, text) => {
  const ended = await run(args);
  expect(ended).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining(text) as string });
});

test.each([
  [["--help"]],
  [["sourcemaps", "--help"]],
  [["sourcemaps", "upload", "--help"]],
  [["sourcemaps", "inject", "-h"]],
])("help ends with 0: %j", async (args) => {
  const ended = await run(args);
  expect(ended).toMatchObject({ status: 0, stderr: "" });
  expect(ended.stdout).toContain("sourcemaps");
});

test("rejects an invalid URL", async () => {
  write({ "a.js": `//# debugId=${id}\n`, "a.js.map": map });
  const wrong = await upload(folder, "--console", "console.example");
  expect(wrong).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("expected an http or https URL") as string,
  });
});
