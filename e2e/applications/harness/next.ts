// An application of Next.js, built once and asked in all its forms: what it is asked, and what Telltale is to record of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";

import { type Installed, installLocked } from "../../../tools/testing/installation.ts";
import { patience } from "../../../tools/testing/patience.ts";
import type { Form, Preloads } from "./forms.ts";
import {
  type Answer,
  type HttpRequest,
  attributesOf,
  hex,
  type Plain,
  run,
  type Running,
  startReceiver,
} from "./running.ts";

const fixtures = path.join(import.meta.dirname, "../fixtures");

/** A request, and what it is to become. */
export interface Expected extends HttpRequest {
  readonly status: number;
  /** Undefined where no page and no handler is for it. */
  readonly route?: string;
  /** Requests that the application sends to itself for it, by their routes. */
  readonly inner?: readonly string[];
}

/** What both versions answer alike, in this order. */
export const expected: readonly Expected[] = [
  { path: "/", status: 200, route: "/" },
  { path: "/shop/7", status: 200, route: "/shop/[id]" },
  { path: "/docs/a/b", status: 200, route: "/docs/[...slug]" },
  { path: "/optional", status: 200, route: "/optional/[[...slug]]" },
  { path: "/about", status: 200, route: "/about" },
  { path: "/stream", status: 200, route: "/stream" },
  { path: "/throws", status: 500, route: "/throws" },
  { path: "/missing", status: 404, route: "/missing" },
  { path: "/nowhere", status: 404 },
  { path: "/redirects", status: 307, route: "/redirects" },
  { path: "/fetches", status: 200, route: "/fetches", inner: ["/api/items/[id]"] },
  { path: "/api/items/1", status: 200, route: "/api/items/[id]" },
  {
    method: "POST",
    path: "/api/items/2",
    headers: { "content-type": "application/json" },
    body: '{"count":3}',
    status: 201,
    route: "/api/items/[id]",
  },
  { path: "/api/throws", status: 500, route: "/api/throws" },
  { path: "/old/1", status: 200, route: "/old/[id]" },
  { path: "/old-static", status: 200, route: "/old-static" },
  { path: "/old-throws", status: 500, route: "/old-throws" },
  { path: "/api/hello", status: 200, route: "/api/hello" },
  { path: "/api/hello-throws", status: 500, route: "/api/hello-throws" },
  { path: "/cached/1", status: 200, route: "/cached/[id]" },
  { path: "/api/revalidate", status: 200, route: "/api/revalidate" },
  { path: "/api/edge", status: 200 },
  { path: "/blocked", status: 403 },
  { path: "/to-about", status: 307 },
  { path: "/rewritten", status: 200, route: "/shop/[id]" },
  { path: "/file.txt", status: 200 },
];

/** The same for a client that does not accept gzip, and for one that does. */
export const clients = { plain: {}, gzip: { "accept-encoding": "gzip" } } as const;

/** An application that is built. */
export interface Built {
  readonly folder: string;
  /** What its processes printed and sent while Telltale was preloaded into them. */
  readonly printed: string;
  readonly sent: readonly Plain[];
  remove(): void;
}

/** Installs and builds `fixture` with its standalone server, under the preload. @throws with what was printed when the build fails */
export async function build(fixture: "next-14" | "next-16", preloads: Preloads): Promise<Built> {
  const installed: Installed = await installLocked(path.join(fixtures, fixture));
  const { folder } = installed;
  cpSync(path.join(fixtures, "next-app"), folder, { recursive: true });
  const receiver = await startReceiver();
  const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      NEXT_TELEMETRY_DISABLED: "1",
      FIXTURE_STANDALONE: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      ...preloads.variables("telltale"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const [code] = (await once(child, "close")) as [number | null];
  const sent = receiver.spans();
  await receiver.close();
  if (code !== 0) throw new Error(`Cannot build ${fixture}: next ended with ${code}.\n${printed}`);
  const standalone = path.join(folder, ".next/standalone");
  cpSync(path.join(folder, "public"), path.join(standalone, "public"), { recursive: true });
  return { folder, printed, sent, remove: installed.remove };
}

/** The ways to serve it. */
export const commands = {
  start: ["node", "node_modules/next/dist/bin/next", "start", "--port", "{port}"],
  standalone: ["node", ".next/standalone/server.js"],
} as const;

/** Serves what was built. */
export async function serve(
  { folder }: Built,
  command: keyof typeof commands,
  form: Form,
  preloads: Preloads,
  variables: Readonly<Record<string, string>> = {},
): Promise<Running> {
  return run(
    {
      folder,
      command: commands[command],
      readyPath: "/file.txt",
      variables: {
        NEXT_TELEMETRY_DISABLED: "1",
        OTEL_METRICS_EXPORTER: "otlp",
        OTEL_METRIC_EXPORT_INTERVAL: "500",
        OTEL_BSP_SCHEDULE_DELAY: "100",
        OTEL_BLRP_SCHEDULE_DELAY: "100",
        ...variables,
      },
    },
    form,
    preloads,
  );
}

function part(key: string, value: string): string {
  return `--part\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
}

/** Sends the form of the server action, as a browser without JavaScript does. */
export async function act({ ask, port }: Running): Promise<Answer> {
  const { body } = await ask({ path: "/action" });
  const name = /name="(\$ACTION_ID_[\da-f]+)"/.exec(body)?.[1] ?? "";
  return ask({
    method: "POST",
    path: "/action",
    headers: { "content-type": "multipart/form-data; boundary=part", origin: `http://127.0.0.1:${port}` },
    body: `${part(name, "")}${part("id", "3")}--part--\r\n`,
  });
}

/** Reads the beginning of an answer that does not end, and leaves. */
export async function leave({ port }: Running): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path: "/api/endless", agent: false }, (response) => {
      response.once("data", () => {
        asking.destroy();
        resolve();
      });
    });
    asking.on("error", reject);
    asking.end();
  });
}

/** A span with what the assertions are about. */
export interface Seen {
  readonly id: string;
  readonly parent: string;
  readonly trace: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  readonly scope: string;
  readonly failed: boolean;
  readonly exceptions: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const kinds = ["internal", "internal", "server", "client", "producer", "consumer"] as const;

function seen(spans: readonly Plain[]): Seen[] {
  return spans.map((span) => ({
    id: hex(span["spanId"]),
    parent: hex(span["parentSpanId"]),
    trace: hex(span["traceId"]),
    name: span["name"],
    kind: kinds[span["kind"] as number] ?? "internal",
    scope: span["scope"]["name"],
    failed: span["status"]?.["code"] === 2,
    exceptions: (span["events"] ?? []).filter((event: Plain) => event["name"] === "exception").length,
    attributes: attributesOf(span),
  }));
}

/** What counts as a request of the service: the console's definition. */
export function entriesOf(spans: readonly Seen[]): Seen[] {
  return spans.filter(({ kind, parent }) => kind === "server" || kind === "consumer" || parent === "");
}

/** Waits until `count` entries have come and their requests are measured, and returns all spans. */
export async function settled({ receiver }: Running, count: number): Promise<Seen[]> {
  const end = Date.now() + patience(60_000);
  for (;;) {
    const spans = seen(receiver.spans());
    const measured = durations(receiver);
    if (entriesOf(spans).length >= count && total(measured) >= count) return spans;
    if (Date.now() > end)
      throw new Error(
        `Cannot wait any longer for ${count} entries: there are ${entriesOf(spans).map(({ name }) => name)}, measured ${JSON.stringify(measured)}.`,
      );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Counts of requests by method and route, at the last export. */
export function durations(receiver: Running["receiver"]): Record<string, number> {
  const last = receiver
    .metrics()
    .filter(({ name }) => name === "http.server.request.duration")
    .at(-1);
  const counts: Record<string, number> = {};
  for (const point of (last?.["histogram"]?.["dataPoints"] ?? []) as Plain[]) {
    const { "http.request.method": method, "http.route": route } = attributesOf(point);
    const name = nameOf(String(method), route as string | undefined);
    counts[name] = (counts[name] ?? 0) + Number(point["count"]);
  }
  return counts;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** How often each of `names` is there. */
export function counted(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The names that the entries of `asked` are to have, those of requests to itself included. */
export function namesOf(asked: readonly Expected[]): string[] {
  return asked.flatMap(({ method = "GET", route, inner = [] }) => [
    nameOf(method, route),
    ...inner.map((one) => nameOf("GET", one)),
  ]);
}

function nameOf(method: string, route: string | undefined): string {
  return route === undefined ? method : `${method} ${route}`;
}
