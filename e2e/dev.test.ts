// `npm run dev`, on a copy of the sources: a change of a page, a query or a route shows, a mistake ends nothing, and all of it stops in order.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { findTestBrowser } from "../tools/browser.ts";
import { root } from "../tools/source-files.ts";
import { patience } from "../tools/testing/patience.ts";
import { until } from "./api.ts";
import { copySources, edits, startDev, type Copy, type Dev } from "./dev-copy.ts";

test("says what it can do before anything is installed", () => {
  const { stdout, status } = spawnSync(process.execPath, ["tools/run.mjs", "dev", "--help"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout).toContain("npm run dev -- [options]");
});

test("exits with the port, its owner and the flag when the port is in use", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as { port: number };
  const { stderr, status } = await runDev("--otlp-http-port", "0", "--port", String(port));
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`${port}[\\s\\S]*${process.pid}[\\s\\S]*--port`));
  taken.close();
});

describe("on a copy of the sources", { tags: ["extended"] }, () => {
  let copy: Copy;
  let dev: Dev;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    const executablePath = findTestBrowser();
    if (executablePath === undefined) throw new Error("Cannot test the pages without a browser.");
    copy = copySources();
    dev = await startDev(copy);
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage();
    // without a build it loads some hundred files
    page.setDefaultTimeout(240_000);
    page.on("console", (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    await dev?.stop();
    copy?.remove();
  });

  const answer = async (route: string): Promise<string> => (await fetch(new URL(route, dev.page))).text();
  const shows = (route: string, text: string): Promise<string> =>
    until(
      () => answer(route),
      (seen) => seen.includes(text),
    );
  const reloads = (): number => dev.output().split("reloaded after").length - 1;
  /** A page that has loaded again has forgotten this. */
  const mark = (): Promise<void> => page.evaluate(() => void Object.assign(globalThis, { isMarked: true }));
  const loadsAgain = (): Promise<unknown> => page.waitForFunction(() => !("isMarked" in globalThis));

  test("shows a change of a page without loading it again", async () => {
    const { file, from, to, route, shows: title } = edits.page;
    await page.goto(new URL(route, dev.page).href);
    await page.getByRole("heading", { level: 1, name: "SQL", exact: true }).waitFor();
    await mark();
    copy.edit(file, from, to);
    await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
    expect(await page.evaluate(() => "isMarked" in globalThis)).toBe(true);
  });

  test("answers with a changed query, and the page loads again", async () => {
    const { file, from, to, route, shows: text } = edits.query;
    await mark();
    copy.edit(file, from, to);
    expect(await shows(route, text)).toContain(text);
    await loadsAgain();
  });

  test("keeps the queries it has when one has a mistake", async () => {
    const { file, to, route, shows: text } = edits.query;
    const mistake = "  name -- if nobody\n";
    copy.edit(file, to, `${mistake}${to}`);
    await until(
      async () => dev.output(),
      (seen) => seen.includes(`${file}: not taken`),
    );
    expect(await answer(route)).toContain(text);
    copy.edit(file, mistake, "");
  });

  test("answers with a changed route, with the same engine, and the page loads again", async () => {
    const { file, from, to, route, shows: text } = edits.route;
    await mark();
    copy.edit(file, from, to);
    await shows(route, text);
    await loadsAgain();
    await page.getByRole("heading", { level: 1, name: edits.page.shows }).waitFor();
    expect(dev.output()).not.toContain("the engine is");
  });

  test("keeps the console when code does not load, and takes the next change", async () => {
    const { file, to, route } = edits.route;
    copy.edit(file, to, "status: ");
    await until(
      async () => dev.output(),
      (seen) => seen.includes(`${file}: not taken`),
    );
    expect(dev.output()).toContain("server.ts");
    expect(await answer(route)).toContain("edited");
    const before = reloads();
    copy.edit(file, "status: ", 'status: "mended"');
    await shows(route, "mended");
    // it says so after the first answer
    await expect.poll(reloads, { timeout: patience(30_000) }).toBe(before + 1);
  });

  test("has the content security policy of the product", async () => {
    const { headers } = await fetch(new URL("/sql", dev.page), { headers: { accept: "text/html" } });
    expect(headers.get("content-security-policy")).toMatch(/script-src 'self' 'nonce-[^']+';/);
    expect(complaints).toEqual([]);
  });

  test("says of its own connection how long it stays open, not of the console's", async () => {
    const kept = async (route: string) => (await fetch(new URL(route, dev.page))).headers.get("keep-alive");
    expect(await kept("/sql")).toMatch(/^timeout=/);
    expect(await kept("/healthz")).toBe(await kept("/sql"));
  });

  test("stops everything in order", async () => {
    expect(await dev.stop()).toBe(0);
    expect(dev.output()).toMatch(/stopping …\nstopped\n$/);
    await expect(fetch(dev.page)).rejects.toThrow("fetch failed");
    const data = path.join(copy.folder, ".telltale/dev");
    // each says that what it belongs to has not ended: the engine, and a console that writes
    expect(["owner.json", "writing.json"].filter((name) => existsSync(path.join(data, name)))).toEqual([]);
  });
});

async function runDev(...args: string[]): Promise<{ stderr: string; status: number | null }> {
  const child = spawn(process.execPath, ["--conditions=telltale-source", "tools/dev.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { stderr, status };
}
