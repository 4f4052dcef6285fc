// Writes docs/screens: the pages in light and dark, with an hour of the demo shop in which payments 2.41.0 fails.
//
// `node --conditions=telltale-source e2e/screens.ts [--record] [NAME…]` writes all screenshots, or only those with these names. The shop is
// recorded once, into `.cache/screens`; `--record` records it again. Pictures of two runs differ by their times, ids and rates.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import type { Page, Request } from "playwright-core";
import { start } from "telltale";

import { filesOf, screens } from "../packages/web/src/all-examples.ts";
import type { Screen } from "../packages/web/src/ui/examples.ts";
import { build } from "../tools/build.ts";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { compressPng } from "../tools/palette-png.ts";
import { root } from "../tools/source-files.ts";
import { until } from "./api.ts";
import { launchBrowser } from "./chromium.ts";
import { addByPeople, type Change, sendHours, sendLive, shopRecordings } from "./shop-hour.ts";

const out = path.join(root, "docs/screens");
const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };
const minHeight = 620;
const token = "made-up-token-of-the-screenshots";
const headers = { authorization: `Bearer ${token}` };

/** Requests of the page. Live events are one that never ends, for which the browser does not become idle. */
const unanswered = new Set<Request>();

const args = process.argv.slice(2);
const wanted = new Set(args.filter((one) => !one.startsWith("--")));
if (!(await build())) process.exit(1);
const recordings = await shopRecordings(args.includes("--record"));
const { folder, remove } = createFolder();
/** Takes the messages of alerts, as a chat would. */
const chat = createServer((_, response) => void response.end("ok")).listen(0, "127.0.0.1");
await once(chat, "listening");
const running = await startConsole(path.join(folder, "data"), undefined, optionsOfConsole());
const origin = running.addresses.page;
/** A process that asks for sampling rules, as those of the shop do with a token. */
const asking = start({
  service: { name: "storefront", version: "1.0.0" },
  exporters: [],
  sampling: { remote: { url: origin, token, pollMs: 1000 } },
});
const browser = await launchBrowser();
try {
  const deployMs = await sendHours(running.addresses.otlpHttp, recordings, headers);
  await addByPeople(change, deployMs);
  await until(
    () => ask<{ readonly items: readonly unknown[] }>("/api/alerts?state=firing&severity=page"),
    ({ items }) => items.length > 0,
    180_000,
  );
  const found = await lookUp();
  const shown = screens.filter(({ name }) => wanted.size === 0 || wanted.has(name));
  const byImport = Map.groupBy(shown, ({ file }) => file !== undefined);
  // the copies that are imported would be on other pages
  for (const part of [byImport.get(false) ?? [], byImport.get(true) ?? []])
    for (const theme of ["light", "dark"] as const) await photograph(part, { colorScheme: theme, found });
  if (wanted.size === 0) removeOthers();
} finally {
  await browser.close();
  await asking.stop();
  await running.stop();
  chat.close();
  remove();
}

/** The shop's rules and dashboards, two channels, and a token, without which processes get no sampling rules. */
function optionsOfConsole(): readonly string[] {
  const file = (name: string, text: string): string => {
    const place = path.join(folder, name);
    writeFileSync(place, text);
    return place;
  };
  const rules = path.join(folder, "rules");
  for (const from of ["examples/shop/generated/console/alerts", "examples/shop/alerts"])
    cpSync(path.join(root, from), rules, { recursive: true });
  file("chat-url", `http://127.0.0.1:${(chat.address() as AddressInfo).port}/made-up`);
  const channels = [
    { name: "shop on call", type: "stdout", routes: [{ severities: ["page"] }] },
    {
      name: "shop chat",
      type: "slack",
      url: { file: "chat-url" },
      group: { by: ["alert"], wait: "5s" },
      digest: true,
    },
  ];
  return [
    ["--token-file", file("token", token)],
    ["--alert-rules", rules],
    ["--alert-channels", file("channels.json", JSON.stringify({ channels }))],
    ["--dashboards", path.join(root, "examples/shop/generated/console")],
    ["--public-url", "https://telltale.shop.example"],
    ["--log-level", "fatal"],
  ].flat();
}

async function ask<T>(route: string): Promise<T> {
  const response = await fetch(new URL(route, origin), { headers });
  if (!response.ok) throw new Error(`GET ${route} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

async function change(...[method, route, body]: Parameters<Change>): Promise<void> {
  const url = new URL(route, origin);
  const etag = method === "PUT" ? (await fetch(url, { headers })).headers.get("etag") : null;
  const given = {
    ...headers,
    "content-type": "application/json",
    ...(etag !== null && { "if-match": etag }),
  };
  const request: RequestInit = { method, headers: given, body: JSON.stringify(body) };
  const response = await fetch(url, request);
  if (!response.ok)
    throw new Error(`${method} ${route} answered ${response.status}: ${await response.text()}`);
}

/** What represents the names in braces of the addresses. */
async function lookUp(): Promise<Readonly<Record<string, string>>> {
  const first = async <T>(route: string): Promise<T> => {
    // What the console finds in the data, it finds a while after it was sent.
    const { items } = await until(
      () => ask<{ readonly items: readonly T[] }>(route),
      (list) => list.items.length > 0,
      180_000,
    );
    return items[0]!;
  };
  const trace = await first<{ traceId: string }>(
    "/api/traces?from=-1h&status=error&name=POST%20/checkout&order=slowest",
  );
  const purchase = await first<{ id: string; user: string }>(
    "/api/transactions/purchase?from=-10m&outcome=completed",
  );
  const order = await first<{ id: string }>(
    "/api/workflow-instances?type=order&from=-1h&status=ended&sort=longest",
  );
  const { items: profiles } = await ask<{ readonly items: readonly { id: string; samples: number }[] }>(
    "/api/cpu-profiles?from=-2h&limit=100",
  );
  const { dashboards } = await ask<{ readonly dashboards: readonly { id: string; title: string }[] }>(
    "/api/dashboards",
  );
  return {
    trace: trace.traceId,
    purchase: purchase.id,
    person: purchase.user,
    order: order.id,
    error: (await first<{ fingerprint: string }>("/api/errors?from=-1h&sort=count")).fingerprint,
    bottleneck: (await first<{ fingerprint: string }>("/api/bottlenecks?from=-1h")).fingerprint,
    alert: (await first<{ id: string }>("/api/alerts?state=firing&severity=page")).id,
    cpuProfile: profiles.toSorted((a, b) => b.samples - a.samples)[0]?.id ?? "",
    dashboard: dashboards.find(({ title }) => title === "Transactions")?.id ?? "",
  };
}

async function photograph(shown: readonly Screen[], subject: Subject): Promise<void> {
  mkdirSync(out, { recursive: true });
  const settings = { reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB", viewport: wide } as const;
  const context = await browser.newContext({ ...settings, colorScheme: subject.colorScheme });
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().includes("/api/live")) unanswered.add(request);
  });
  page.on("requestfinished", (request) => unanswered.delete(request));
  page.on("requestfailed", (request) => unanswered.delete(request));
  await page.goto(`${origin}/?token=${token}`);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("main h1").first().waitFor();
  for (const screen of shown) {
    try {
      await openAndShoot(page, screen, subject);
    } catch (error) {
      console.error(`Cannot photograph ${screen.name}: ${(error as Error).message}`);
      process.exitCode = 1;
    }
    await page.setViewportSize(wide);
  }
  await context.close();
}

interface Subject {
  readonly colorScheme: "light" | "dark";
  /** What represents the names in braces of addresses. */
  readonly found: Readonly<Record<string, string>>;
}

async function openAndShoot(page: Page, screen: Screen, { colorScheme, found }: Subject): Promise<void> {
  await open(page, screen, found);
  if (screen.file !== undefined) await importFile(page, screen.file, found);
  if (screen.live === true) {
    await sendLive(running.addresses.otlpHttp, recordings, headers);
    await page.locator('main ol[aria-live="off"] li').nth(4).waitFor();
    await waitUntilStill(page);
  }
  await cutEmptyEnd(page);
  await shoot(page, `${screen.name}-${colorScheme}`);
  if (screen.narrow !== true) return;
  await page.setViewportSize(narrow);
  await waitUntilStill(page);
  await shoot(page, `${screen.name}-narrow-${colorScheme}`);
}

/** Makes the window as high as what a short page shows; its rail needs the least height. */
async function cutEmptyEnd(page: Page): Promise<void> {
  const bottom = await page.evaluate<number>(
    "Math.max(...[...document.querySelectorAll('main *')].map((one) => one.getBoundingClientRect().bottom))",
  );
  const height = Math.max(minHeight, Math.ceil(bottom) + 40);
  if (height >= wide.height) return;
  await page.setViewportSize({ ...wide, height });
  await waitUntilStill(page);
}

async function shoot(page: Page, name: string): Promise<void> {
  const png = compressPng(await page.screenshot());
  writeFileSync(path.join(out, `${name}.png`), png);
  console.log(`${name} ${Math.round(png.length / 1000)} kB`);
}

/** A checkout as a file of another console has it: of a trace that is not stored here. */
async function importFile(page: Page, name: string, found: Subject["found"]): Promise<void> {
  const trace = found["trace"]!;
  const text = JSON.stringify(await ask(`/api/traces/${trace}/file?format=jaeger-json`));
  const buffer = Buffer.from(text.replaceAll(trace, randomBytes(16).toString("hex")));
  const file = { name, mimeType: "application/json", buffer };
  await page.getByLabel("Files to import").setInputFiles(file);
  await page.getByRole("link", { name: "Open traces" }).waitFor();
  await waitUntilStill(page);
}

function fillIn(address: string, found: Subject["found"]): string {
  return address.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(found[name] ?? ""));
}

async function open(page: Page, screen: Screen, found: Subject["found"]): Promise<void> {
  await page.goto(`${origin}${fillIn(screen.address, found)}`);
  await page.locator("main h1").first().waitFor();
  await waitUntilStill(page);
}

/** Waits until no request was made for half a second, and all are answered; 30 s at most. */
async function allAnswered(): Promise<void> {
  const endMs = Date.now() + 30_000;
  for (let calm = 0; calm < 5 && Date.now() < endMs; calm += 1) {
    await setTimeout(100);
    if (unanswered.size > 0) calm = -1;
  }
}

/** Waits until a page has its data and has drawn it. */
async function waitUntilStill(page: Page): Promise<void> {
  await allAnswered();
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
  // As text, because these run in the browser.
  await page.evaluate("document.fonts.ready.then(() => true)");
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
}

/** Removes the screenshots that are not in the list any more. */
function removeOthers(): void {
  const listed = new Set(screens.flatMap(filesOf));
  for (const file of readdirSync(out).filter((one) => !listed.has(one))) {
    rmSync(path.join(out, file));
    console.log(`removed ${file}`);
  }
}
