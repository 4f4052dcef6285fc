// @module-tag extended
// The Import page in Chromium: files are chosen and dropped, their rows are stored, and the links lead to them.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { type ClientRequest, request } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";

import type { AuditResult, BottleneckResult, BottlenecksResult } from "contract";
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { get, stats, until } from "./api.ts";
import { openBrowser } from "./chromium.ts";
import { watchComplaints } from "./complaints.ts";

const fixtures = fileURLToPath(new URL("../packages/console/test/fixtures/real-traces/", import.meta.url));
const { folder, remove } = createFolder();
const files = path.join(folder, "files");
let running: ConsoleProcess;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(files);
  running = await startConsole(path.join(folder, "data"));
  browser = await openBrowser(inject("chromium"));
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(patience(60_000));
  // The browser logs answers with an error status itself: files that are refused, an import that has not begun.
  watchComplaints(page, complaints, { expected: /status of (404|422|429)/ });
});

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

const item = (name: string) => page.getByRole("listitem", { name, exact: true });

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(files, name);
  writeFileSync(file, content);
  return file;
}

/** Log records of the last hour, one request a line. */
function logLines(count: number): string {
  const startMs = Date.now() - 3_000_000;
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "imported" } }] };
  return Array.from({ length: count }, (_, at) => {
    const record = { timeUnixNano: `${startMs + at}000000`, body: { stringValue: `line ${at}` } };
    return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] });
  }).join("\n");
}

async function choose(...chosen: readonly string[]): Promise<void> {
  await page.getByLabel("Files to import").setInputFiles([...chosen]);
}

/** Drops a file on the page. */
async function drop(name: string, content: string): Promise<void> {
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}));
    return data;
  })()`);
  await page.dispatchEvent("main", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
}

test("several files are imported one after another; each link leads to what was in the file", async () => {
  await page.goto(running.addresses.page);
  // Keys work when the page is there.
  await page.getByRole("heading", { name: "Waiting for the first span" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("y");
  await page.getByRole("heading", { name: "Import", level: 1 }).waitFor();
  const before = await stats(running.addresses.page);
  const logs = write("records.jsonl.gz", gzipSync(logLines(300)));
  await choose(`${fixtures}hotrod/jaeger-es-bulk.ndjson`, `${fixtures}zipkin/yelp.json`, logs);
  await item("jaeger-es-bulk.ndjson").getByText("379 spans").waitFor();
  await item("yelp.json").getByText("Zipkin v2").waitFor();
  await item("records.jsonl.gz").getByText("300 log records").waitFor();
  const after = await stats(running.addresses.page);
  expect(after.stored.spans - before.stored.spans).toBe(379 + 16);
  expect(after.stored.logRecords - before.stored.logRecords).toBe(300);

  await item("jaeger-es-bulk.ndjson").getByRole("link", { name: "Open traces" }).click();
  await page.getByRole("heading", { name: "Traces", level: 1 }).waitFor();
  expect(new URL(page.url()).searchParams.get("from")).toMatch(/^2023-01-24T16:/);
  await page
    .getByRole("link", { name: /dispatch/ })
    .first()
    .waitFor();

  // The list is there when the page is opened again.
  await page.goBack();
  await item("yelp.json").waitFor();
  await item("records.jsonl.gz").getByRole("link", { name: "Open logs" }).click();
  await page.getByText("line 299").first().waitFor();
  expect(complaints).toEqual([]);
});

test("a dropped file is imported; the rows that are rejected are listed with their place", async () => {
  await page.goto(`${running.addresses.page}/import`);
  // files can be dropped when the page knows that they may be imported
  await page.getByLabel("Files to import").waitFor({ state: "attached" });
  const bad = "{ this is not JSON";
  const content = [...logLines(3).split("\n"), bad, ...logLines(2).split("\n")].join("\n");
  await drop("dropped.jsonl", content);
  await item("dropped.jsonl").getByText("imported, 1 rejected").waitFor();
  const row = page.getByRole("table", { name: "Rejected rows of dropped.jsonl" }).locator("tbody tr");
  await expect.poll(() => row.allInnerTexts()).toEqual([expect.stringMatching(/Line 4\s+1\s+Not JSON/)]);
  expect(complaints).toEqual([]);
});

/** A request of three days ago that asks the database for each of eight products, as OTLP JSON. */
function repeatedQueries(traceId: string, rootId: string, queryIds: readonly string[]): string {
  const startMs = Date.now() - 3 * 86_400_000;
  const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
  const span = (spanId: string, name: string, fromMs: number, toMs: number, more: object): object => ({
    traceId,
    spanId,
    name,
    startTimeUnixNano: `${startMs + fromMs}000000`,
    endTimeUnixNano: `${startMs + toMs}000000`,
    ...more,
  });
  const statement = [
    text("db.system.name", "postgresql"),
    text("db.query.text", "SELECT * FROM products WHERE sku = $1"),
  ];
  const queries = queryIds.map((id, at) =>
    span(id, "SELECT products", 10 * at, 10 * at + 9, {
      parentSpanId: rootId,
      kind: 3,
      attributes: statement,
    }),
  );
  const spans = [span(rootId, "GET /old-cart", 0, 100, { kind: 2 }), ...queries];
  const resource = { attributes: [text("service.name", "old-shop")] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

test("an old trace in a dropped file is judged: its repeated queries are a bottleneck, with their spans", async () => {
  const queryIds = Array.from({ length: 8 }, (_, at) => `b00000000000000${at}`);
  const traceId = "a0000000000000000000000000000001";
  await page.goto(`${running.addresses.page}/import`);
  await page.getByLabel("Files to import").waitFor({ state: "attached" });
  await drop("old-cart.json", repeatedQueries(traceId, "c000000000000001", queryIds));
  await item("old-cart.json").getByText("9 spans").waitFor();

  const week = { from: "-7d", kind: "repeated-queries" };
  const { items } = await until(
    () => get<BottlenecksResult>(running.addresses.page, "/api/bottlenecks", week),
    ({ items: found }) => found.some(({ service }) => service === "old-shop"),
  );
  const found = items.filter(({ service }) => service === "old-shop");
  expect(found).toMatchObject([
    { operation: "GET /old-cart", shape: "consecutive", calls: 8, traces: 1, example: { traceId } },
  ]);
  const { examples } = await get<BottleneckResult>(
    running.addresses.page,
    `/api/bottlenecks/${found[0]!.fingerprint}`,
    { from: "-7d" },
  );
  expect(examples.map(({ spanIds }) => spanIds.toSorted())).toEqual([queryIds]);

  await page.goto(`${running.addresses.page}/bottlenecks?from=-7d`);
  await page
    .getByRole("row", { name: /GET \/old-cart/ })
    .getByRole("link", { name: "8 spans" })
    .click();
  await page.getByRole("treegrid").getByRole("row").filter({ hasText: "SELECT products" }).nth(7).waitFor();
  const { pathname, searchParams } = new URL(page.url());
  expect(pathname).toBe(`/traces/${traceId}`);
  expect(searchParams.get("marks")!.split(",").toSorted()).toEqual(queryIds);
  expect(complaints).toEqual([]);
});

test("files that cannot be imported say what is wrong and what helps; the next one is imported all the same", async () => {
  await page.goto(`${running.addresses.page}/import`);
  await choose(
    write("empty.json", ""),
    write("words.txt", "just some words"),
    write("cut.jsonl.gz", gzipSync(logLines(2000)).subarray(0, 10_000)),
    write("archive.zip", Buffer.from("504b0304140000000800", "hex")),
    write("good.jsonl", logLines(1)),
  );
  for (const [name, message] of [
    ["empty.json", "The file is empty."],
    ["words.txt", "It is not JSON"],
    ["cut.jsonl.gz", "It is cut off or damaged."],
    ["archive.zip", "it is a zip archive. Unpack it"],
  ] as const)
    await item(name).getByRole("alert").filter({ hasText: message }).waitFor();
  await item("good.jsonl").getByText("1 log record").waitFor();
  await page.getByRole("button", { name: "Clear list" }).click();
  await item("good.jsonl").waitFor({ state: "detached" });
  const ends = async (): Promise<unknown[]> => {
    const { items } = await get<AuditResult>(running.addresses.page, "/api/audit", { limit: 500 });
    const ended = items.filter(({ action }) => action === "import.end");
    return ended.map(({ target, details }) => [target, details["state"]]);
  };
  await expect.poll(ends).toContainEqual(["archive.zip", "failed"]);
  await expect.poll(ends).toContainEqual(["good.jsonl", "done"]);
  expect(complaints).toEqual([]);
});

/** A file that another sender has begun to send. */
async function begunUpload(): Promise<ClientRequest> {
  const url = new URL("/api/import?name=other.jsonl", running.addresses.page);
  const upload = request(url, { method: "POST" }).on("error", () => undefined);
  upload.on("response", (response) => response.resume());
  await new Promise<void>((resolve) => upload.write(`${logLines(1)}\n`, () => resolve()));
  return upload;
}

test("a file waits for a free slot: the refusal reaches a browser that is still sending; then it is imported", async () => {
  const others = [await begunUpload(), await begunUpload()];
  // Fast enough to keep their slots, however long the rest takes.
  const alive = setInterval(() => others.forEach((one) => one.write(`${" ".repeat(9_999)}\n`)), 1000);
  onTestFinished(() => clearInterval(alive));
  const { page: url } = running.addresses;
  const begun = async (): Promise<number> => {
    const { items } = await get<AuditResult>(url, "/api/audit", { limit: 500 });
    return items.filter(({ action, target }) => action === "import.start" && target === "other.jsonl").length;
  };
  await expect.poll(begun).toBe(2);
  await page.goto(`${url}/import`);
  // The first question for a slot is answered as if the others began just after it.
  await page.evaluate(`(() => {
    const { fetch } = window;
    let asked = 0;
    window.sent = 0;
    window.fetch = (url, init) => {
      if (url.startsWith("/api/imports/") && asked++ === 0) return Promise.resolve(new Response("{}", { status: 404 }));
      if (url.startsWith("/api/import?")) window.sent++;
      return fetch(url, init);
    };
  })()`);
  const sent = (): Promise<unknown> => page.evaluate("window.sent");
  const network = await page.context().newCDPSession(page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
  // Sending the whole file takes half a minute.
  await network.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: 1_000_000 });
  await choose(write("patient.jsonl", `${logLines(20_000)}\n`.repeat(10)));
  await item("patient.jsonl").getByText("waiting for a free slot").waitFor();
  // While no slot is free the page asks, and sends nothing.
  for (let asked = 0; asked < 2; asked++)
    await page.waitForResponse((one) => one.url().includes("/api/imports/") && one.status() === 429);
  expect(await sent()).toBe(1);
  await network.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: -1 });
  await network.detach();
  clearInterval(alive);
  for (const one of others) one.end();
  await item("patient.jsonl").getByText("imported", { exact: true }).waitFor();
  expect(await sent()).toBe(2);
  expect(complaints).toEqual([]);
});

test("a running import is cancelled; what is stored stays, and the page shows how much", async () => {
  const large = path.join(files, "large.jsonl");
  // A named pipe cannot be chosen, so the file is large enough to be cancelled while it is read.
  execFileSync("sh", [
    "-c",
    `for i in $(seq 1 40); do cat "$1"; done > "$2"`,
    "sh",
    write("part.jsonl", `${logLines(20_000)}\n`),
    large,
  ]);
  await page.goto(`${running.addresses.page}/import`);
  const network = await page.context().newCDPSession(page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
  // It takes minutes to send, however fast the machine is.
  await network.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: 1_000_000 });
  onTestFinished(() => network.detach());
  await choose(large, write("waiting.jsonl", logLines(1)));
  await item("large.jsonl").getByText("OTLP JSON").waitFor();
  const stored = item("large.jsonl").getByText(/\d log records/);
  await stored.waitFor();
  await page.getByRole("button", { name: "Cancel waiting.jsonl" }).click();
  await item("waiting.jsonl").getByText("cancelled").waitFor();
  await page.getByRole("button", { name: "Cancel large.jsonl" }).click();
  await item("large.jsonl").getByText("cancelled").waitFor();
  expect(await item("large.jsonl").getByRole("progressbar").count()).toBe(0);
  expect(Number.parseInt(await stored.innerText(), 10)).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});
