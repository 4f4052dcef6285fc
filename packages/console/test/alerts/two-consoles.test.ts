// Two consoles on one store: one evaluates and sends, the pages of both hear of it.
// @module-tag extended
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoreDetails } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClickHouseServers, startServers } from "../support/clickhouse-servers.ts";
import { type ConsoleProcess, makeDataDir, startConsoleProcess } from "../support/console-process.ts";

let servers: ClickHouseServers;
const cleanups: (() => unknown)[] = [];
const folder = makeDataDir();
const consoles: ConsoleProcess[] = [];

beforeAll(async () => {
  servers = await startServers(1);
  mkdirSync(join(folder.path, "rules"));
  writeFileSync(join(folder.path, "channels.yaml"), "channels: [{ name: pages, type: browser }]");
  for (const _ of ["first", "second"]) {
    const directory = makeDataDir();
    cleanups.push(() => directory.remove());
    const started = await startConsoleProcess(
      directory.path,
      ["--alert-rules", join(folder.path, "rules"), "--alert-channels", join(folder.path, "channels.yaml")],
      { TELLTALE_CONSOLE_CLICKHOUSE: `${servers.urls[0]}/pages` },
    );
    consoles.push(started);
    cleanups.push(async () => {
      started.child.kill("SIGKILL");
      await started.ended;
    });
  }
}, 300_000);
afterAll(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
  await servers?.stop();
  folder.remove();
});

interface Event {
  readonly event: string;
  readonly data: { readonly rule?: string; readonly kind?: string; readonly title?: string };
}

/** Everything that a page of the console hears, as it comes. */
async function listen({ addresses }: ConsoleProcess): Promise<readonly Event[]> {
  const events: Event[] = [];
  const stop = new AbortController();
  cleanups.push(() => stop.abort());
  const response = await fetch(`${addresses.page}/api/live`, { signal: stop.signal });
  void (async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of response.body!) {
      text += decoder.decode(bytes, { stream: true });
      const parts = text.split("\n\n");
      text = parts.pop()!;
      for (const part of parts) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
        if (event !== undefined) events.push({ event, data: JSON.parse(data!) as Event["data"] });
      }
    }
  })().catch(() => undefined);
  return events;
}

const isLeader = async ({ addresses }: ConsoleProcess): Promise<boolean> =>
  ((await (await fetch(`${addresses.page}/api/store`)).json()) as StoreDetails).leader;

test("an alert and its browser message reach the pages of both consoles, once", async () => {
  await expect.poll(async () => (await Promise.all(consoles.map(isLeader))).filter(Boolean).length).toBe(1);
  const heard = await Promise.all(consoles.map(listen));
  // a browser message begins with the sentence about the metric
  const of = (name: string, metric: string): string[][] =>
    heard.map((events) =>
      events
        .filter(({ data }) => data.rule === name || data.title?.includes(metric))
        .map(({ event, data }) => `${event} ${data.kind ?? ""}`.trim())
        .toSorted(),
    );
  const once = ["alert firing", "notification"];
  // a rule that fires before a console has begun to read reaches its pages by their next reading only
  for (let count = 1; ; count++) {
    const [name, metric] = [`Queue ${count} grows`, `jobs${count}`];
    writeFileSync(
      join(folder.path, "rules", `queue-${count}.json`),
      JSON.stringify({
        alerts: [{ name, on: { metric }, when: { above: 10 }, every: "1s", onNoData: "fire" }],
      }),
    );
    const arrived = await expect
      .poll(() => of(name, metric))
      .toEqual([once, once])
      .then(
        () => true,
        (error: unknown) => {
          if (count === 3) throw error;
          return false;
        },
      );
    if (!arrived) continue;
    // with several readings more
    const pulses = heard[0]!.length;
    await expect.poll(() => heard[0]!.length > pulses + 5).toBe(true);
    expect(of(name, metric)).toEqual([once, once]);
    return;
  }
}, 300_000);
