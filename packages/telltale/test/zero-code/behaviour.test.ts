// @module-tag extended
// `telltale/register` where it is used: the oldest Node, whose hooks are in a thread of their own, and the newest.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { attributesOf, hex } from "../engine/receiver.ts";
import { type Ended, runProgram, showTrees, treesOf } from "./cell.ts";
import { install, type Installed } from "./installed.ts";

let installed: Installed;
beforeAll(async () => {
  const official = [
    "@opentelemetry/instrumentation-dataloader@0.40.0",
    "@opentelemetry/instrumentation-fs@0.42.0",
    "dataloader@2.2.3",
  ];
  const modules = ["hono@4.13.19", "@hono/node-server@2.1.8"];
  installed = await install([
    inject("telltalePack").tarball,
    "@opentelemetry/api@1.9.1",
    "tsx@4.23.15",
    ...official,
    ...modules,
  ]);
});
afterAll(() => installed.remove());

const all = Object.entries(inject("runtimes"));
const nodes = [all[0], all.at(-1)].filter((one) => one !== undefined);
const newest = all.at(-1)?.[1] ?? process.execPath;

async function run(
  node: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return runProgram({ node, cwd: installed.folder, args, variables });
}

const registered = ["--require", "telltale/register"];
const preloads = ["--require", "--import"];
const shown = ({ receiver }: Ended): string[] => showTrees(treesOf(receiver));
const small = ["server GET", "  internal own"];
const well = { code: 0, stderr: "" };

describe.each(nodes)("on Node %s", (_version, node) => {
  test("under NODE_OPTIONS, by a name and by a path", async () => {
    const register = path.join(installed.folder, "node_modules/telltale/dist/register.cjs");
    for (const options of ["--import telltale/register", `--require ${register}`]) {
      const ended = await run(node, ["small.mjs"], { NODE_OPTIONS: options });
      expect(ended).toMatchObject(well);
      expect(shown(ended)).toEqual(small);
    }
  });

  test("given twice it is at work once", async () => {
    const ended = await run(node, [...registered, "--import", "telltale/register", "small.mjs"]);
    expect(ended).toMatchObject(well);
    expect(shown(ended)).toEqual(small);
  });

  test("in worker threads", async () => {
    const ended = await run(node, [...registered, "worker.mjs"]);
    expect(ended).toMatchObject(well);
    expect(shown(ended)).toEqual([...small, ...small]);
    const resources = ended.receiver
      .spans()
      .map((span) => attributesOf(span["resource"])["service.instance.id"]);
    expect(new Set(resources).size).toBe(2);
  });

  test.each(preloads)(
    "child processes go on with the trace, however they are started: %s",
    async (preload) => {
      const ways = ["spawn", "exec", "fork", "spawnSync", "execFileSync", "execSync"];
      const ended = await run(node, ["parent.cjs", ...ways], {
        NODE_OPTIONS: `${preload} telltale/register`,
      });
      expect(ended).toMatchObject(well);
      expect(shown(ended)).toEqual(
        ways.toSorted().flatMap((way) => [`internal parent ${way}`, `  internal child ${way}`]),
      );
    },
  );

  test.each(preloads)(
    "a process that was started in a trace goes on with it, its servers do not: %s",
    async (preload) => {
      const preloaded = [preload, "telltale/register"];
      const variables = { TRACEPARENT: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
      const own = await run(node, [...preloaded, "child.cjs", "one"], variables);
      expect(treesOf(own.receiver)[0]?.traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
      const server = await run(node, [...preloaded, "small.mjs"], variables);
      expect(shown(server)).toEqual(small);
      expect(treesOf(server.receiver)[0]?.traceId).not.toBe("4bf92f3577b34da6a3ce929d0e0e4736");
      const off = await run(node, [...preloaded, "child.cjs", "one"], {
        ...variables,
        TELLTALE_ENVIRONMENT_CONTEXT: "false",
      });
      expect(treesOf(off.receiver)[0]?.traceId).not.toBe("4bf92f3577b34da6a3ce929d0e0e4736");
    },
  );

  test.each(preloads)(
    "worker threads, workers of a cluster and -e have the context of the environment: %s",
    async (preload) => {
      const ended = await run(node, ["inherits.cjs"], {
        NODE_OPTIONS: `${preload} telltale/register`,
        TRACEPARENT: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      });
      expect(ended).toMatchObject(well);
      expect(shown(ended)).toEqual([
        "internal child cluster",
        "internal child eval",
        "internal child worker",
      ]);
      expect(new Set(treesOf(ended.receiver).map(({ traceId }) => traceId))).toEqual(
        new Set(["4bf92f3577b34da6a3ce929d0e0e4736"]),
      );
    },
  );

  test.each(preloads)(
    "a build is left alone, and so are its threads and the processes it starts: %s",
    async (preload) => {
      const folder = path.join(installed.folder, "node_modules/nuxt/bin");
      mkdirSync(folder, { recursive: true });
      const builds = `process.chdir(${JSON.stringify(installed.folder)}); require("../../../inherits.cjs");`;
      writeFileSync(path.join(folder, "nuxt.cjs"), builds);
      const options = { NODE_OPTIONS: `${preload} telltale/register` };
      expect(shown(await run(node, ["node_modules/nuxt/bin/nuxt.cjs", "build"], options))).toEqual([]);
      expect(shown(await run(node, ["node_modules/nuxt/bin/nuxt.cjs", "preview"], options))).toHaveLength(3);
    },
  );

  test("the application's own start has the last word, and what was hooked stays so", async () => {
    const ended = await run(node, [...registered, "starts.mjs"]);
    expect(ended).toMatchObject(well);
    expect(shown(ended)).toEqual(["internal by hand", ...small]);
    expect(attributesOf(ended.receiver.spans()[0]?.["resource"])["service.name"]).toBe("by-itself");
  });

  test("under tsx, whose own process is left alone", async () => {
    const ended = await run(node, ["node_modules/tsx/dist/cli.mjs", "typed.mts"], {
      NODE_OPTIONS: "--require telltale/register",
    });
    expect(ended).toMatchObject(well);
    expect(shown(ended)).toEqual(["server GET"]);
    const direct = await run(node, ["--import", "tsx", ...registered, "typed.mts"]);
    expect(shown(direct)).toEqual(["server GET"]);
  });

  test.each(["loads.mjs", "loads.cjs"])(
    "official instrumentations see what ours do not: %s",
    async (file) => {
      const ended = await run(node, [...registered, file]);
      expect(ended).toMatchObject(well);
      expect(shown(ended)).toEqual(["client dataloader.load", "  internal dataloader.batch"]);
      const off = await run(node, [...registered, file], {
        OTEL_NODE_DISABLED_INSTRUMENTATIONS: "dataloader",
      });
      expect(shown(off)).toEqual([]);
    },
  );

  test("processors come by their paths, and one that cannot be had is one line", async () => {
    const ended = await run(node, [...registered, "small.mjs"], {
      TELLTALE_PROCESSORS: "./processor.cjs, ./processors.mjs, ./none.cjs, ./child.cjs",
    });
    expect(ended.code).toBe(0);
    expect(ended.stderr.trim().split("\n")).toEqual([
      expect.stringMatching(
        /cannot use the processor `\.\/none\.cjs` of TELLTALE_PROCESSORS: Cannot find module/,
      ),
      expect.stringMatching(
        /cannot use the processor `\.\/child\.cjs` of TELLTALE_PROCESSORS: expected `onStart`/,
      ),
    ]);
    const server = treesOf(ended.receiver).find(({ span }) => span === "server GET");
    expect(server?.attributes).toMatchObject({ "seen.by": "cjs", "started.by": "mjs" });
  });
});

// the adapter is for Node 20 and later: there the loader's thread, on the newest the application's
test.each([all[1], all.at(-1)].filter((one) => one !== undefined))(
  "on Node %s ES modules are seen as CommonJS is",
  async (_version, node) => {
    const ended = await run(node, [...registered, "hono.mjs"]);
    expect(ended).toMatchObject(well);
    expect(shown(ended)).toEqual(["server GET /orders/:id"]);
  },
);

test("TypeScript that Node strips by itself", async () => {
  const ended = await run(newest, [...registered, "typed.mts"]);
  expect(ended).toMatchObject(well);
  expect(shown(ended)).toEqual(["server GET"]);
});

test.each([
  [["npm", "--version"], "a package manager"],
  [["node", "--test", "child.cjs"], "a test runner"],
])("%j is left alone: %s", async ([command = "", ...args]) => {
  const variables = { NODE_OPTIONS: "--require telltale/register" };
  const ended = await run(command === "node" ? newest : command, args, variables);
  expect(ended).toMatchObject(well);
  expect(ended.receiver.received).toEqual([]);
});

test("a switch has any process taken for the application, or none", async () => {
  const forced = await run(newest, [...registered, "small.mjs"], {
    NODE_TEST_CONTEXT: "child",
    TELLTALE_REGISTER: "force",
  });
  expect(shown(forced)).toEqual(small);
  const off = await run(newest, [...registered, "small.mjs"], { TELLTALE_REGISTER: "off" });
  expect(off.receiver.received).toEqual([]);
});

test("what is switched off is not touched, by variables and by the file", async () => {
  const source = `const { createServer } = require("node:http"); const { channel } = require("node:diagnostics_channel");
    console.log(channel("http.server.request.start").hasSubscribers, createServer.name);`;
  writeFileSync(path.join(installed.folder, "touched.cjs"), source);
  writeFileSync(
    path.join(installed.folder, "off.yaml"),
    'file_format: "1.1"\ninstrumentation/development: {js: {http: {enabled: false}}}\n',
  );
  const told = async (variables: Record<string, string>): Promise<string> =>
    (await run(newest, [...registered, "touched.cjs"], variables)).stdout.trim();
  expect(await told({})).toBe("true createServer");
  expect(await told({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: "http" })).toBe("false createServer");
  expect(await told({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: "pg" })).toBe("false createServer");
  expect(await told({ OTEL_CONFIG_FILE: "off.yaml" })).toBe("false createServer");
  expect(await told({ OTEL_SDK_DISABLED: "true" })).toBe("false createServer");
});

test("the official instrumentation of fs sees the application's files, and not those that the library loads", async () => {
  const variables = {
    TELLTALE_INSTRUMENTATIONS: '{"fs":true}',
    TELLTALE_PROCESSORS: "./readers.cjs",
    // as by default, in a folder that no other process uses: it is looked at soon after the start
    TELLTALE_CRASH_FILE: "true",
    TELLTALE_CRASH_FILE_DIRECTORY: installed.folder,
  };
  for (const node of [newest, all[1]?.[1] ?? newest]) {
    const ended = await run(node, [...registered, "reads.cjs"], variables);
    expect(ended).toMatchObject(well);
    const trees = treesOf(ended.receiver);
    const work = trees.filter(({ span }) => span === "internal work");
    expect(showTrees(work)).toEqual([
      "internal work",
      "  internal after",
      "  internal fs readFileSync",
      "  internal query",
    ]);
    expect(work[0]?.children[2]?.attributes).toEqual({ "db.query.text": "select ? from t where x = ?" });
    // Node reads the application's modules through `fs`, too
    const others = trees.filter((tree) => !work.includes(tree));
    const readers = new Set(others.map(({ span, attributes }) => `${span} ${String(attributes["reader"])}`));
    for (const reader of readers) expect(reader).toMatch(/^internal fs \w+ application$/);
    for (const span of ended.receiver.spans()) expect(hex(span["spanId"])).toMatch(/^[0-9a-f]{16}$/);
  }
});

test.each([
  ["OTEL_CONFIG_FILE", "none.yaml", /not started: Cannot read the configuration file `[^`]*none\.yaml`/],
  ["OTEL_EXPORTER_OTLP_PROTOCOL", "soap", /`soap`: expected one of http\/protobuf/],
  ["OTEL_LOG_LEVEL", "loud", /`loud`: expected one of none, fatal/],
  ["TELLTALE_REGISTER", "maybe", /`maybe`: expected one of force, off/],
  ["TELLTALE_ROUTES", "{", /TELLTALE_ROUTES: Cannot read `routes`: expected JSON/],
  ["TELLTALE_INSTRUMENTATIONS", "{", /expected JSON such as/],
  ["TELLTALE_PROCESSORS", "./none.mjs", /Cannot find module .*none\.mjs'; it is left out/],
])("what is wrong is one line, and the application runs: %s=%s", async (name, value, line) => {
  const ended = await run(newest, [...registered, "small.mjs"], { OTEL_LOG_LEVEL: "warn", [name]: value });
  expect(ended.code).toBe(0);
  expect(ended.stderr.trim().split("\n")).toEqual([expect.stringMatching(line)]);
});

test("a receiver that cannot be reached, and wrong variables, are a line each, also where worker threads run", async () => {
  const variables = {
    OTEL_LOG_LEVEL: "",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
    TELLTALE_EXIT_TIMEOUT: "1000",
    TELLTALE_SAMPLING_RATE: "2",
    TELLTALE_SAMPLNG_RATE: "1",
  };
  const preload = ["--import", "telltale/register", "worker.mjs"];
  const [ended, silent] = await Promise.all(
    [variables, { ...variables, OTEL_LOG_LEVEL: "none" }].map(async (one) => run(newest, preload, one)),
  );
  expect([ended?.code, silent?.code, silent?.stderr]).toEqual([0, 0, ""]);
  const lost = expect.stringMatching(/^telltale: lost \d+ spans?(?:, \d+ metric points)? \(lost_at_exit\)/);
  const lines = (ended?.stderr ?? "").trim().split("\n");
  expect(lines.filter((line) => !lost.asymmetricMatch(line)).toSorted()).toEqual([
    expect.stringMatching(/^telltale: cannot export to http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/),
    "telltale: cannot use TELLTALE_SAMPLING_RATE=`2`: expected a number from 0 to 1; it is ignored",
    "telltale: unknown variable TELLTALE_SAMPLNG_RATE: did you mean TELLTALE_SAMPLING_RATE? It is ignored",
  ]);
});

test("without diagnostics, a failed start prints one line", async () => {
  const variables = { OTEL_CONFIG_FILE: "none.yaml", OTEL_LOG_LEVEL: "" };
  const ended = await run(newest, [...registered, "small.mjs"], variables);
  expect(ended.stderr).toMatch(
    /^telltale: not started: Cannot read the configuration file `[^`]*none\.yaml`[^\n]*\n$/,
  );
  expect(ended.receiver.received).toEqual([]);
});

test("beside another SDK that was there first, nothing is seen twice, and it is said", async () => {
  const ended = await run(newest, ["--require", "./stock.cjs", ...registered, "small.mjs"]);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/integrations_left_off: another SDK was registered first/);
  expect(shown(ended)).toEqual([]);
});
