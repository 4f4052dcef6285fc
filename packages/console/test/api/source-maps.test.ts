// Source maps on the real engine: uploaded in parts, listed, bounded, removed; stacks in terms of the sources.
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { UploadedSourceMap, SourceMapsResult, StackFrames } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { addSourceMapPart, listSourceMaps, removeSourceMap } from "../../src/api/source-maps/source-maps.ts";
import { toRemove } from "../../src/api/source-maps/storage-limits.ts";
import { answer, at, attributes, log, now, openApi, resource, type TestApi } from "./harness.ts";

let api: TestApi;
let context: ApiContext;
let identity = 1n;

beforeAll(async () => {
  api = await openApi();
  context = { queries: api.store.queries, sourceMaps: api.store.sourceMaps, nowMs: () => now };
});
afterAll(() => api.close());

const id = (digit: string): string => `${digit.repeat(8)}-1111-4111-8111-111111111111`;

// line 1: columns 0 and 10 are in cart.ts, line 2 is in a package that the map lists as third-party
const map = {
  version: 3,
  file: "index.js",
  sources: ["../src/cart.ts", "../node_modules/lib/lib.ts"],
  sourcesContent: ["// cart\nexport function total() {\n  throw new Error('empty');\n}\n", null],
  names: ["total", "run"],
  mappings: "AAEEA,UADAC;ACCA",
  ignoreList: [1],
};

const secondNow = (): number => Math.floor(Date.now() / 1000);
/** The second of the last upload. */
let sent = 0;

async function send(body: object): Promise<UploadedSourceMap> {
  const uploaded = await addSourceMapPart({}, { ...context, request: { body, ifMatch: undefined } });
  sent = secondNow();
  return uploaded;
}

function part(debugId: string, content: Buffer, more: object = {}): object {
  return {
    debugId,
    file: "assets/index.js",
    part: 0,
    parts: 1,
    content: content.toString("base64"),
    ...more,
  };
}

async function framesOf(
  stack: string,
  more: Parameters<typeof attributes>[0] = {},
  version = "",
): Promise<StackFrames> {
  const own = identity++;
  await api.write((sink) =>
    sink.log(
      log({
        eventName: "exception",
        identity: own,
        timeNs: at(-60_000),
        resource: resource("shop", version === "" ? {} : { "service.version": version }),
        attributes: attributes({ "exception.stacktrace": stack, ...more }),
      }),
    ),
  );
  return (await answer(`/api/logs/${at(-60_000)}-${own}/frames`, {
    ...context,
    signal: new AbortController().signal,
  })) as StackFrames;
}

const stack = [
  "Error: empty",
  "    at t (/srv/app/assets/index.js:1:1)",
  "    at e (https://shop.example/assets/index.js:1:11)",
  "    at node:internal/process:1:2",
  "Caused by: TypeError: no price",
  "    at x (/srv/app/assets/index.js:2:1)",
].join("\n");

const debugIds = (...entries: string[]): Parameters<typeof attributes>[0] => ({
  "telltale.error.debug_ids": entries,
});

test("a stack has the sources' positions and lines, by debug id", async () => {
  const info = await send(part(id("a"), gzipSync(JSON.stringify(map))));
  expect(info).toMatchObject({ debugId: id("a"), file: "assets/index.js", complete: true });
  const { stacks, text } = await framesOf(
    stack,
    debugIds(`${id("a")} /srv/app/assets/index.js`, `${id("b")} https://shop.example/assets/index.js`),
  );
  expect(text).toBe(stack);
  expect(stacks.map(({ title }) => title)).toEqual(["Error: empty", "TypeError: no price"]);
  const [own, browser, node] = stacks[0]!.frames;
  expect(own).toMatchObject({
    functionName: "t",
    file: "/srv/app/assets/index.js",
    original: {
      source: "../src/cart.ts",
      line: 3,
      column: 3,
      ignored: false,
      context: {
        firstLine: 1,
        lines: ["// cart", "export function total() {", "  throw new Error('empty');", "}", ""],
      },
    },
    missing: null,
  });
  expect(browser).toMatchObject({ original: null, missing: "not-uploaded" });
  expect(node).toMatchObject({ original: null, missing: null, application: false });
  expect(stacks[1]!.frames[0]).toMatchObject({
    original: { source: "../node_modules/lib/lib.ts", ignored: true, context: null },
  });
});

test("a function is named as its caller's source calls it", async () => {
  const called = "Error: x\n    at t (/a/index.js:1:1)\n    at e (/a/index.js:1:11)";
  const { stacks } = await framesOf(called, debugIds(`${id("a")} /a/index.js`));
  expect(stacks[0]!.frames.map(({ original }) => original?.functionName)).toEqual(["run", ""]);
});

test("a stack that the application mapped itself has the lines of its sources", async () => {
  const mapped = "Error: x\n    at total (/srv/src/cart.ts:3:9)\n    at other (/srv/src/none.ts:3:9)";
  const files = ["/srv/src/cart.ts", "/srv/src/none.ts"];
  const { stacks } = await framesOf(mapped, debugIds(...files.map((file) => `${id("a")} source:${file}`)));
  expect(stacks[0]!.frames[0]!.original).toMatchObject({
    source: "../src/cart.ts",
    line: 3,
    functionName: "total",
    context: { firstLine: 1 },
  });
  expect(stacks[0]!.frames[1]).toMatchObject({ original: null, missing: "not-in-map" });
});

test("without debug ids, release and path find the map; another release and another service do not", async () => {
  const content = gzipSync(JSON.stringify(map));
  await send(part(id("c"), content, { release: "2.0.0", service: "shop" }));
  await send(part(id("d"), content, { release: "3.0.0", service: "payments" }));
  const at1 = "Error: x\n    at t (https://shop.example/static/assets/index.js?v=1:1:1)";
  const missing = async (version: string): Promise<unknown> =>
    (await framesOf(at1, {}, version)).stacks[0]!.frames[0]!.missing;
  expect(await missing("2.0.0")).toBe(null);
  expect(await missing("2.0.1")).toBe("no-debug-id");
  expect(await missing("3.0.0")).toBe("no-debug-id");
});

test("a map arrives in parts, in any order and twice; it is used when it is complete", async () => {
  const content = gzipSync(JSON.stringify({ ...map, padding: randomBytes(3000).toString("hex") }));
  const halves = [content.subarray(0, 1500), content.subarray(1500)];
  const upload = (index: number): Promise<UploadedSourceMap> =>
    send(part(id("e"), halves[index]!, { part: index, parts: 2 }));
  const used = async (): Promise<unknown> =>
    (await framesOf("Error: x\n    at t (/a/index.js:1:1)", debugIds(`${id("e")} /a/index.js`))).stacks[0]!
      .frames[0]!.missing;
  expect(await upload(1)).toMatchObject({ complete: false });
  expect(await used()).toBe("not-uploaded");
  expect(await upload(1)).toMatchObject({ complete: false });
  expect(await upload(0)).toMatchObject({ complete: true, bytes: content.length });
  expect(await used()).toBe(null);
  // known: the first part is enough for the next release
  expect(await send(part(id("e"), halves[0]!, { parts: 2, release: "9" }))).toMatchObject({
    complete: true,
    known: true,
  });
  const { items } = await api.get<SourceMapsResult>(`/api/sourcemaps?debugId=${id("e")}`);
  expect(items.map(({ release, complete }) => [release, complete]).toSorted()).toEqual([
    ["", true],
    ["9", true],
  ]);
});

test.each([
  ["no JSON", "{"],
  ["no map", "[]"],
  ["another version", JSON.stringify({ ...map, version: 2 })],
  ["mappings that are a number", JSON.stringify({ ...map, mappings: 1 })],
  [
    "sections within sections without an end",
    JSON.stringify({ version: 3, sections: [{ offset: { line: 0, column: 0 } }] }),
  ],
])("a map with %s is reported as unreadable", async (_, text) => {
  const debugId = `${randomBytes(4).toString("hex")}-1111-4111-8111-111111111111`;
  await send(part(debugId, gzipSync(text)));
  const { stacks } = await framesOf(
    "Error: x\n    at t (/a/index.js:1:1)",
    debugIds(`${debugId} /a/index.js`),
  );
  expect(stacks[0]!.frames[0]!.missing).toMatch(/unreadable|not-in-map/);
});

test("maps are listed a page at a time, newest first, and removed with all their releases", async () => {
  // again, in a later second than the first time: its earlier upload is not an entry of its own
  await expect.poll(secondNow).toBeGreaterThan(sent);
  await send(part(id("a"), gzipSync(JSON.stringify(map))));
  const first = await api.get<SourceMapsResult>("/api/sourcemaps?limit=2");
  expect(first.items).toHaveLength(2);
  expect(first.items[0]).toMatchObject({ debugId: id("a") });
  const second = await api.get<SourceMapsResult>(`/api/sourcemaps?limit=500&cursor=${first.nextCursor}`);
  const all = [...first.items, ...second.items].map(({ debugId, release }) => `${debugId} ${release}`);
  expect(new Set(all).size).toBe(all.length);
  expect(second.nextCursor).toBe(null);
  expect(await removeSourceMap({ debugId: id("e") }, context)).toEqual({ removed: 2 });
  expect((await api.get<SourceMapsResult>(`/api/sourcemaps?debugId=${id("e")}`)).items).toEqual([]);
  await expect(removeSourceMap({ debugId: id("e") }, context)).rejects.toMatchObject({
    code: "SOURCE_MAP_UNKNOWN",
  });
  const after = await api.get<SourceMapsResult>("/api/sourcemaps");
  expect(after.usedBytes).toBeLessThan(first.usedBytes);
});

test.each([
  ["debugId", { debugId: "a" }],
  ["parts", { parts: 23 }],
  ["part", { part: 1 }],
  ["content", { content: "" }],
  ["content", { content: Buffer.from("{}").toString("base64") }],
  ["content", { content: "%%%" }],
  ["file", { file: "" }],
  ["release", { release: "r".repeat(201) }],
])("an upload with a wrong %s is rejected", async (field, wrong) => {
  const body = { ...part(id("f"), gzipSync("{}")), ...wrong };
  await expect(send(body)).rejects.toMatchObject({
    code: "BAD_SOURCE_MAP",
    message: expect.stringContaining(`\`${field}\``) as string,
  });
});

test("over the limit the oldest maps go, never the one that was just uploaded", () => {
  const sizes = ["a", "b", "c", "d"].map((debugId) => ({ debugId, bytes: 10 }));
  expect(toRemove(sizes, "d", { bytes: 40, maps: 4 })).toEqual([]);
  expect(toRemove(sizes, "d", { bytes: 39, maps: 4 })).toEqual(["a"]);
  expect(toRemove(sizes, "a", { bytes: 20, maps: 4 })).toEqual(["b", "c", "d"]);
  expect(toRemove(sizes, "d", { bytes: 100, maps: 3 })).toEqual(["a", "b"]);
});

test("uploads that are never completed count towards the limit as well", async () => {
  const removed: (readonly string[])[] = [];
  const full = [
    { debugId: id("1"), bytes: String(1024 ** 3), parts: "1", fresh: true },
    { debugId: id("2"), bytes: "720000", parts: "1", fresh: true },
  ];
  const queries = { ...context.queries, run: async () => full } as unknown as ApiContext["queries"];
  const sourceMaps = {
    add: async () => undefined,
    remove: async (ids: readonly string[]) => void removed.push(ids),
  };
  const body = part(id("2"), gzipSync(JSON.stringify(map)), { parts: 9 });
  await addSourceMapPart({}, { ...context, queries, sourceMaps, request: { body, ifMatch: undefined } });
  expect(removed).toEqual([[id("1")]]);
});

test("tenants have maps of their own", async () => {
  const acme = { ...context, ...(await api.store.of("acme")) };
  const body = part(id("9"), gzipSync(JSON.stringify(map)));
  await addSourceMapPart({}, { ...acme, request: { body, ifMatch: undefined } });
  const idsOf = async (view: ApiContext): Promise<string[]> =>
    (await listSourceMaps({ limit: 500 } as Parameters<typeof listSourceMaps>[0], view)).items.map(
      (one) => one.debugId,
    );
  expect(await idsOf(acme)).toEqual([id("9")]);
  expect(await idsOf(context)).not.toContain(id("9"));
  await expect(removeSourceMap({ debugId: id("9") }, context)).rejects.toMatchObject({ status: 404 });
  expect(await removeSourceMap({ debugId: id("a") }, context)).toEqual({ removed: 1 });
  expect(await idsOf(acme)).toEqual([id("9")]);
});
