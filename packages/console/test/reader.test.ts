// @module-tag extended
// A reader who has only the documentation, and comes from the page on npm: the blocks of both pages of the quick start, of the service and of the upgrade, in their order, in
// an empty folder, with a registry that has the packages as they would be published. Of systemd it has the installation and the settings; tools/systemd.test.ts
// verifies the unit. There is no earlier release: the upgrade installs the same version.
import { type ChildProcess, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TracesResult } from "contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { freePort } from "../../../tools/free-port.ts";
import { type Registry, startRegistry } from "../../../tools/local-registry.ts";
import { upstreamRegistry } from "../../../tools/npm.ts";
import {
  blocksOf,
  type Foreground,
  open,
  run,
  signalAll,
  skipAfterFailure,
  type Terminal,
} from "./support/reader.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly consolePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly telltalePack: { readonly tarball: string; readonly files: readonly string[] };
    readonly cliPack: { readonly tarball: string; readonly files: readonly string[] };
    readonly createPack: { readonly tarball: string; readonly files: readonly string[] };
  }
}

const canRun = process.platform === "linux" && process.arch === "x64";
if (!canRun)
  console.log("skipped: the steps of the documentation: the engine has no package for this platform");

const scratch = mkdtempSync(path.join(tmpdir(), "telltale-reader-"));
const folder = path.join(scratch, "shop");
const local = path.join(scratch, "local");
const opened = new Set<ChildProcess>();
const waitMs = { timeout: 60_000 };

const env: NodeJS.ProcessEnv = {
  PATH: `${path.dirname(process.execPath)}:${path.join(local, "bin")}:${process.env["PATH"]}`,
  HOME: scratch,
  npm_config_cache: spawnSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).stdout.trim(),
  npm_config_prefer_offline: "true",
  npm_config_audit: "false",
  npm_config_update_notifier: "false",
  TELLTALE_CRASH_FILE: "false",
};
for (const [name, value] of Object.entries(process.env))
  if (/^npm_config_(?:cafile|proxy|https_proxy)$|^(?:https?_proxy|NODE_EXTRA_CA_CERTS)$/i.test(name))
    env[name] = value;

/** Of the reader's machine: the folder for programs, and the right to install there. */
const replaced: Record<string, string> = {
  "sudo --preserve-env=npm_config_registry ": "",
  "sudo ": "",
  "/usr/local": local,
};
const terminal: Terminal = { cwd: folder, env, replaced };

function foreground(block: string): Foreground {
  const started = open(block, terminal);
  opened.add(started.child);
  return started;
}

interface Addresses {
  readonly page: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
}

async function listening(console: Foreground): Promise<Addresses> {
  const [line] = await console.printed(/^\{.*"msg":"listening"\}$/m);
  return JSON.parse(line) as Addresses;
}

async function ask<Result>({ page }: Addresses, place: string): Promise<Result> {
  const response = await fetch(new URL(place, page));
  if (!response.ok) throw new Error(`${place} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Result;
}

interface Figures {
  readonly completed: number;
  readonly failed: number;
}

async function orders(console: Addresses): Promise<readonly number[]> {
  const { types } = await ask<{ types: readonly { type: string; current: Figures }[] }>(
    console,
    "/api/transactions",
  );
  return types
    .filter(({ type }) => type === "order")
    .flatMap(({ current }) => [current.completed, current.failed]);
}

const people = async (console: Addresses): Promise<readonly number[]> =>
  (
    await ask<{ funnel: { steps: readonly { people: number }[] } }>(console, "/api/funnels/checkout")
  ).funnel.steps.map((step) => step.people);

/** Ports of a console, which is there again after a restart. */
const ports = async (): Promise<NodeJS.ProcessEnv> => ({
  TELLTALE_CONSOLE_PORT: String(await freePort()),
  TELLTALE_CONSOLE_OTLP_HTTP_PORT: String(await freePort()),
  TELLTALE_CONSOLE_OTLP_GRPC_PORT: String(await freePort()),
});

const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry({ upstream: upstreamRegistry() });
  for (const name of ["consolePack", "telltalePack", "cliPack", "createPack"] as const)
    registry.add(inject(name).tarball);
  env["npm_config_registry"] = registry.url;
  env["no_proxy"] = "127.0.0.1";
  mkdirSync(path.join(folder, "alerts"), { recursive: true });
  Object.assign(env, await ports(), { PORT: String(await freePort()) });
  env["OTEL_EXPORTER_OTLP_ENDPOINT"] = `http://127.0.0.1:${env["TELLTALE_CONSOLE_OTLP_HTTP_PORT"]}`;
  replaced["http://localhost:8080"] = `http://localhost:${env["PORT"]}`;
});
afterAll(() => {
  for (const child of opened) signalAll(child, "SIGKILL");
  registry.stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe.runIf(canRun)(
  "the console, a service, and what is made of its telemetry",
  { timeout: 300_000 },
  () => {
    skipAfterFailure();
    const before = { orders: [2, 21], people: [3, 2, 1] };
    // after one more order of the second person
    const later = { orders: [3, 21], people: [3, 2, 2] };
    let console: Foreground;
    let at: Addresses;
    let shop: Foreground;
    const figures = async (): Promise<typeof before> => ({
      orders: [...(await orders(at))],
      people: [...(await people(at))],
    });
    const [program, startShop, sendTwo] = blocksOf("quick-start.md", "Instrument a service");

    async function start(command: string): Promise<void> {
      console = foreground(command);
      at = await listening(console);
    }

    async function serve(): Promise<void> {
      shop = foreground(startShop!);
      await shop.printed(/shop listens on \d+/);
    }

    test("quick start: start the console", async () => {
      const [install, command] = blocksOf("quick-start.md", "Start the console");
      await run(install!, terminal);
      const npmPage = readFileSync(path.join(folder, "node_modules/telltale/README.md"), "utf8");
      expect(npmPage).toMatch(/\[Quick start\]\(\S*\/guide\/quick-start(?:\.md|\.html)?\)/);
      await start(command!);
      expect(await ask(at, "/api/received")).toEqual({ hasTelemetry: false });
    });

    test("quick start: instrument a service", async () => {
      write("shop.mjs", program!);
      await serve();
      await run(sendTwo!, terminal);
      await expect.poll(() => orders(at), waitMs).toEqual([1, 1]);
      const traces = async (): Promise<readonly string[]> =>
        (await ask<TracesResult>(at, "/api/traces")).items.map(({ rootName }) => rootName);
      await expect.poll(traces, waitMs).toEqual(["GET /order", "GET /order"]);
    });

    test("quick start: define a funnel", async () => {
      const [declared, routes, sendThree] = blocksOf("quick-start-alert.md", "Define a funnel");
      write("checkout.mjs", declared!);
      const replacedRoutes = program!.replace(/^const routes = \{[\s\S]*?^\};\n/m, () => routes!);
      expect(replacedRoutes).toContain("checkout.mjs");
      write("shop.mjs", replacedRoutes);
      await shop.interrupt();
      await serve();
      await run(sendThree!, terminal);
      await expect.poll(() => people(at).catch(() => []), waitMs).toEqual([3, 2, 1]);
      // what the first run counted was sent at its end
      expect(JSON.stringify(await ask(at, "/api/metrics"))).toContain("shop.orders");
    });

    test("quick start: add an alert", async () => {
      const [rule, channels, startWithAlerts, sendTwenty] = blocksOf("quick-start-alert.md", "Add an alert");
      write("alerts/orders.yaml", rule!);
      write("channels.yaml", channels!);
      await console.interrupt();
      await start(startWithAlerts!);
      await run(sendTwenty!, terminal);
      const [message] = await console.printed(/^\{.*"status":"firing".*\}$/m);
      expect(JSON.parse(message)).toMatchObject({
        alerts: [{ alert: "Orders fail", severity: "page", owner: "team-shop" }],
      });
      await expect.poll(figures, waitMs).toEqual(before);
    });

    test("upgrade: back up, install as a service is installed, start with its settings", async () => {
      env["TELLTALE_CONSOLE_DATA"] = path.join(folder, "store");
      const [installService] = blocksOf("service.md", "systemd");
      expect(await run(installService!, terminal)).toMatch(/\d+\.\d+\.\d+\n$/);
      const [backup, doctor] = blocksOf("upgrades.md", "Upgrade the console");
      await run(backup!, terminal);
      expect(readFileSync(path.join(folder, "telltale.tar")).length).toBeGreaterThan(10_000);
      await console.interrupt();
      const settings = blocksOf("service.md", "systemd").find((block) =>
        block.startsWith("TELLTALE_CONSOLE_RETAIN="),
      );
      for (const line of settings!.trim().split("\n")) {
        const [name, value] = line.split(/=(.*)/s);
        env[name!] = value;
      }
      await start("telltale-console");
      expect(await figures()).toEqual(before);
      await run(doctor!, terminal);
    });

    test("go back: restore the backup, and bring what arrived since", async () => {
      // that is after the backup
      await run(`curl ${replaced["http://localhost:8080"]}/order -H 'x-user: u2'`, terminal);
      await shop.interrupt();
      await expect.poll(figures, waitMs).toEqual(later);
      await console.interrupt();

      replaced["/var/lib/telltale-before"] = path.join(scratch, "before");
      const [restore, bring] = blocksOf("upgrades.md", "Go back");
      const [unpack, startBefore] = restore!.trim().split("\n");
      await run(unpack!, terminal);
      await start(startBefore!);
      expect(await figures()).toEqual(before);

      const newer = open("telltale-console", { ...terminal, env: { ...env, ...(await ports()) } });
      opened.add(newer.child);
      replaced["http://127.0.0.1:5319"] = (await listening(newer)).page;
      replaced["2026-11-20T14:00Z"] = new Date(Date.now() - 3_600_000).toISOString();
      for (const signal of ["traces", "logs", "metrics", "business"])
        await run(bring!.replaceAll("traces", signal), terminal);
      await expect.poll(figures, waitMs).toEqual(later);
      await newer.interrupt();
      await console.interrupt();
    });

    test("move: a copied directory has the same data", async () => {
      const moved = path.join(scratch, "moved");
      cpSync(path.join(scratch, "before"), moved, { recursive: true, preserveTimestamps: true });
      await start(`telltale-console --data ${moved}`);
      expect(await figures()).toEqual(later);
      await console.interrupt();
    });
  },
);

test("quick start: create a service, whose tests pass", { timeout: 300_000 }, async () => {
  const place = path.join(scratch, "created");
  mkdirSync(place);
  const [create] = blocksOf("quick-start-alert.md", "Create a service");
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...own } = env;
  expect(await run(create!, { cwd: place, env: own, replaced })).toMatch(/pass 6$/m);
  expect(JSON.parse(readFileSync(path.join(place, "my-service/package.json"), "utf8"))).toMatchObject({
    name: "my-service",
    dependencies: { telltale: expect.stringMatching(/^\D?\d+\.\d+\.\d+/) as string },
  });
});
