// A console with spans, log records, metrics and business records of a shop, and the time of every route that the pages ask.
import type { ConsoleProcess } from "../tools/console-process.ts";
import { sendTo } from "./ingest.ts";
import { run } from "./process.ts";
import { type PageRoute, pageRoutes } from "./workload/page-routes.ts";
import type { ShopOptions } from "./workload/shop.ts";

/** How much is stored. */
export interface Filling {
  /** Spans a second; 30,000 by default. */
  readonly rate?: number;
  readonly spanSeconds: number;
  /** As many log records and metric points a second, for so long each. */
  readonly otherSeconds: number;
  /** Of the shop. */
  readonly people: number;
}

/** Spans as collectors send them. */
export const spanLoad = {
  signal: "traces",
  protocol: "http",
  realistic: true,
  items: 500,
  connections: 16,
} as const;
/** Stores it, and waits five seconds: parts are fresh, merges are running. Gives the questions that pages then ask. */
export async function fill(
  running: ConsoleProcess,
  { rate = 30_000, spanSeconds, otherSeconds, people }: Filling,
): Promise<readonly PageRoute[]> {
  const url = running.addresses.otlpHttp;
  await run("workload/shop.ts", [
    JSON.stringify({ url, people, service: "service-1" } satisfies ShopOptions),
  ]);
  await sendTo(running, { ...spanLoad, rate, seconds: spanSeconds });
  for (const signal of ["logs", "metrics"] as const)
    await sendTo(running, { ...spanLoad, signal, rate, seconds: otherSeconds });
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const ask = (path: string): Promise<Readonly<Record<string, unknown>>> => askConsole(running, path);
  const [routes, has] = [await pageRoutes(ask), await knownRoutes(ask)];
  return routes.filter(({ route }) => has(route));
}

/** The route without the names of its parts, which may differ. */
const plain = (route: string): string => route.replaceAll(/:\w+|\{\w+\}/g, "*");

/** Whether the console has a route: another commit may answer it as one with a name, such as `/api/services/business`. */
async function knownRoutes(
  ask: (path: string) => Promise<Readonly<Record<string, unknown>>>,
): Promise<(route: string) => boolean> {
  const { paths } = await ask("/api/openapi.json");
  const known = new Set(Object.keys(paths as object).map(plain));
  return (route) => known.has(plain(route)) || !route.startsWith("/api/") || route === "/api/openapi.json";
}

/** Milliseconds until the whole answer is there; `undefined` for a route that this console does not have. */
export async function answerMs(
  { addresses }: ConsoleProcess,
  { path }: PageRoute,
): Promise<number | undefined> {
  const begun = performance.now();
  const response = await fetch(`${addresses.page}${path}`);
  await response.arrayBuffer();
  return response.ok ? performance.now() - begun : undefined;
}

/** @throws {Error} for an answer that says no. */
async function askConsole(
  { addresses }: ConsoleProcess,
  path: string,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${addresses.page}${path}`);
  const body = await response.text();
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${body.slice(0, 300)}`);
  return response.headers.get("content-type")?.includes("json") === true
    ? (JSON.parse(body) as Record<string, unknown>)
    : {};
}
