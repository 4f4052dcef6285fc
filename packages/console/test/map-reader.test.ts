// The thread that reads source maps: its cache, and maps that are made to take time and memory.
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { createMapReader, type MapReader, type MapReaderOptions } from "../src/source-maps/map-reader.ts";

const readers: MapReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
});

function open(options: MapReaderOptions = {}): MapReader {
  const reader = createMapReader(options);
  readers.push(reader);
  return reader;
}

const map = (more: object = {}): Uint8Array =>
  gzipSync(JSON.stringify({ version: 3, sources: ["a.ts"], names: [], mappings: "AAAA", ...more }));
const named = (debugId: string, tenant = "red") => ({ tenant, debugId });
const at = [{ line: 1, column: 1 }];
const found = { outcome: "found", originals: [{ source: "a.ts", line: 1 }] };

test("a map is loaded once, and loaded again after the thread has ended", async () => {
  const reader = open();
  let loads = 0;
  const load = async (): Promise<Uint8Array> => (loads++, map());
  const both = await Promise.all([reader.find(named("a"), at, load), reader.find(named("a"), at, load)]);
  expect(both).toMatchObject([found, found]);
  expect(loads).toBe(1);
  await reader.close();
  expect(await reader.find(named("a"), at, load)).toMatchObject(found);
  expect(loads).toBe(2);
});

test("no tenant waits for what another loads, and each has its own map", async () => {
  const reader = open();
  let release!: (content: Uint8Array) => void;
  const slow = new Promise<Uint8Array>((resolve) => (release = resolve));
  const red = reader.find(named("a"), at, () => slow);
  const next = reader.find(named("b"), at, async () => map());
  const blue = await reader.find(named("a", "blue"), at, async () => map({ sources: ["b.ts"] }));
  expect(blue).toMatchObject({ outcome: "found", originals: [{ source: "b.ts" }] });
  release(map());
  expect(await Promise.all([red, next])).toMatchObject([found, found]);
});

test("a map that was not uploaded is missing, and asked for again", async () => {
  const reader = open();
  expect(await reader.find(named("a"), at, async () => undefined)).toMatchObject({ outcome: "missing" });
  expect(await reader.find(named("a"), at, async () => map())).toMatchObject(found);
});

test(
  "what is not gzip, not JSON, or larger than 64 MiB is unreadable; the thread goes on",
  { tags: ["extended"] },
  async () => {
    const reader = open();
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024, 32));
    for (const [index, content] of [Buffer.from("{}"), gzipSync("{"), bomb].entries())
      expect(await reader.find(named(`${index}`), at, async () => content)).toMatchObject({
        outcome: "unreadable",
      });
    expect(await reader.find(named("a"), at, async () => map())).toMatchObject(found);
  },
);

test(
  "a map that needs more memory than the thread has ends the thread, not the console",
  { tags: ["extended"] },
  async () => {
    const reader = open({ maxMemoryMb: 32 });
    const mappings = "AAAA,".repeat(4_000_000);
    expect(await reader.find(named("a"), at, async () => map({ mappings }))).toMatchObject({
      outcome: "unreadable",
    });
    expect(await reader.find(named("b"), at, async () => map())).toMatchObject(found);
  },
);

test("a map that takes more than its time is unreadable, and the next one is read", async () => {
  const reader = open({ timeoutMs: 1 });
  const mappings = "AAAA,".repeat(4_000_000);
  expect(await reader.find(named("a"), at, async () => map({ mappings }))).toMatchObject({
    outcome: "unreadable",
  });
  const patient = open();
  expect(await patient.find(named("b"), at, async () => map())).toMatchObject(found);
});

test("a load that fails is the caller's failure, and leaves the reader usable", async () => {
  const reader = open();
  const away = reader.find(named("a"), at, async () => {
    throw new Error("the store is away");
  });
  await expect(away).rejects.toThrow("the store is away");
  expect(await reader.find(named("a"), at, async () => map())).toMatchObject(found);
});

test("a map that could not be read is not loaded again", async () => {
  const reader = open();
  let loads = 0;
  const load = async (): Promise<Uint8Array> => (loads++, gzipSync("{"));
  const twice = [await reader.find(named("a"), at, load), await reader.find(named("a"), at, load)];
  expect(twice).toMatchObject([{ outcome: "unreadable" }, { outcome: "unreadable" }]);
  expect(loads).toBe(1);
});
