// The order in which a console and its shop end, whenever the signal comes.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { endSignals, startChild, supervise } from "./supervise.ts";

const folder = mkdtempSync(join(tmpdir(), "telltale-supervise-"));
const file = join(folder, "story");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(file, { force: true });
  vi.spyOn(console, "log").mockImplementation(() => {});
});
const before = new Map(endSignals.map((signal) => [signal, process.listeners(signal)]));
afterEach(() => {
  vi.restoreAllMocks();
  for (const [signal, listeners] of before)
    for (const own of process.listeners(signal)) if (!listeners.includes(own)) process.off(signal, own);
});

/** What the processes have written so far, in order. */
const story = (): string => (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
const tell = (what: string): string =>
  `require("node:fs").appendFileSync(${JSON.stringify(file)}, ${JSON.stringify(`${what} `)});`;

function script(name: string, text: string): string {
  const program = join(folder, `${name}.cjs`);
  writeFileSync(
    program,
    `${text}\nsetInterval(() => {}, 1000);\nprocess.on("disconnect", () => process.exit());\n`,
  );
  return program;
}

const endsInOrder = (name: string): string =>
  `process.on("SIGTERM", () => { ${tell(`${name} ends`)} process.exit(0); });`;
const addresses = `console.log(JSON.stringify({ page: "http://page", otlpHttp: "http://otlp", otlpGrpc: "grpc" }));`;

function start(
  consoleText: string,
  shopText = `${endsInOrder("shop")} ${tell("shop runs")}`,
  shopReady?: Promise<unknown>,
): Promise<number> {
  const [consoleFile, shopFile] = [script("console", consoleText), script("shop", shopText)];
  return supervise({
    startConsole: () => startChild([consoleFile], "pipe"),
    startShop: () => startChild([shopFile], "inherit"),
    ...(shopReady && { shopReady }),
    describe: () => "",
  });
}

test("a signal ends the shop, then the console", async () => {
  const ended = start(`${endsInOrder("console")} ${addresses}`);
  await vi.waitUntil(() => story() === "shop runs", 30_000);
  process.emit("SIGINT");
  expect(await ended).toBe(0);
  expect(story()).toBe("shop runs shop ends console ends");
});

test("a signal before the console is ready ends it, and no shop starts", async () => {
  const ended = start(
    `process.on("SIGTERM", () => { ${addresses} ${tell("console ends")} process.exit(0); }); ${tell("console starts")}`,
  );
  await vi.waitUntil(() => story() === "console starts", 30_000);
  process.emit("SIGTERM");
  expect(await ended).toBe(0);
  expect(story()).toBe("console starts console ends");
});

test("a signal before the console listens for one ends it", async () => {
  const ended = start("");
  process.emit("SIGTERM");
  expect(await ended).toBe(0);
});

test.each([
  [
    "shop",
    `${endsInOrder("console")} ${addresses}`,
    `process.on("SIGTERM", () => {${tell("hangs")}}); ${tell("shop runs")}`,
  ],
  ["console", `process.on("SIGTERM", () => {${tell("hangs")}}); ${addresses}`, undefined],
])("a second signal kills a %s that does not end", async (_, consoleText, shopText) => {
  const ended = start(consoleText, shopText);
  await vi.waitUntil(() => story() === "shop runs", 30_000);
  process.emit("SIGINT");
  await vi.waitUntil(() => story().includes("hangs"), 30_000);
  process.emit("SIGINT");
  expect(await ended).toBe(0);
});

test("the exit code is that of a console that ends by itself", async () => {
  expect(await start("process.exit(3);")).toBe(3);
});

test("the shop starts when it is ready, and the console before it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = start(`${endsInOrder("console")} ${tell("console runs")} ${addresses}`, undefined, promise);
  await vi.waitUntil(() => vi.mocked(console.log).mock.calls.length > 0, 30_000);
  // what it would start now writes its line within that
  await sleep(500);
  expect(story()).toBe("console runs");
  resolve();
  await vi.waitUntil(() => story() === "console runs shop runs", 30_000);
  process.emit("SIGINT");
  expect(await ended).toBe(0);
});

test("a shop that cannot be had ends the console, and its error is that of both", async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  const ended = start(`${endsInOrder("console")} ${tell("console runs")} ${addresses}`, undefined, promise);
  await vi.waitUntil(() => story() === "console runs", 30_000);
  reject(new Error("no registry"));
  await expect(ended).rejects.toThrow("no registry");
  expect(story()).toBe("console runs console ends");
});
