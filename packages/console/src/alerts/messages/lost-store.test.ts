import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { StoredNotice } from "../outbox.ts";
import { createLostStoreFile } from "./lost-store-file.ts";
import { createLostStore } from "./lost-store.ts";

const minute = 60_000;

function run() {
  const sent: StoredNotice[] = [];
  const directory = mkdtempSync(join(tmpdir(), "telltale-lost-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const store = { isAway: false, asked: 0 };
  let nowMs = Date.parse("2026-11-20T18:38:00Z");
  const network = { isDown: false };
  let name = "shop-1:4319";
  const begin = () =>
    createLostStore({
      console: name,
      file: createLostStoreFile(directory),
      async ask() {
        store.asked += 1;
        if (store.isAway) throw new Error("the store is away");
      },
      nowMs: () => nowMs,
      monotonicMs: () => nowMs,
    });
  let lost = begin();
  async function deliver(): Promise<void> {
    if (network.isDown) return;
    const pending = await lost.outbox.pending(() => true);
    sent.push(...pending);
    await lost.outbox.record(
      [],
      pending.map(({ id }) => id),
    );
  }
  return {
    store,
    network,
    rename(to: string) {
      name = to;
    },
    firing: () => lost.firing().length,
    claims: () => sent.map(({ kind, claim, severity }) => `${kind} ${severity} ${claim}`),
    sent,
    restart() {
      lost = begin();
    },
    files: () => readdirSync(directory),
    async minutes(count: number, leads: boolean) {
      for (let index = 0; index < count; index++) {
        lost.step(leads);
        await new Promise((resolve) => void setImmediate(resolve));
        await deliver();
        nowMs += minute;
      }
    },
  };
}

test("the console that led last says that the store is gone, and that it is back", async () => {
  const { store, claims, sent, firing, minutes } = run();
  await minutes(2, true);
  store.isAway = true;
  await minutes(3, false);
  expect(claims()).toEqual([]);
  await minutes(3, false);
  expect(firing()).toBe(1);
  store.isAway = false;
  // it leads again at once
  await minutes(12, true);
  expect(claims()).toEqual([
    "firing page The console shop-1:4319 does not reach the store since 18:40 UTC",
    "recovered page The console shop-1:4319 reaches the store again since 18:45 UTC, after 5 min",
  ]);
  expect(new Set(sent.map(({ alertId }) => alertId)).size).toBe(1);
  expect(firing()).toBe(0);
});

test.each([true, false])(
  "a console that was restarted meanwhile says that the store is back, whether it leads: %s",
  async (leads) => {
    const { store, claims, sent, firing, files, restart, minutes } = run();
    await minutes(2, true);
    expect(files()).toEqual([]);
    store.isAway = true;
    await minutes(6, false);
    expect(claims()).toHaveLength(1);
    restart();
    expect(firing()).toBe(1);
    await minutes(3, false);
    store.isAway = false;
    restart();
    await minutes(12, leads);
    expect(claims().slice(1)).toEqual([
      expect.stringMatching(
        /^recovered page The console shop-1:4319 reaches the store again since 18:4\d UTC/,
      ),
    ]);
    expect(new Set(sent.map(({ alertId }) => alertId)).size).toBe(1);
    expect([firing(), files()]).toEqual([0, []]);
    restart();
    store.isAway = true;
    await minutes(10, false);
    expect(claims()).toHaveLength(2);
  },
);

test("one that never led says nothing, and asks nothing", async () => {
  const { store, claims, minutes } = run();
  store.isAway = true;
  await minutes(10, false);
  expect([claims(), store.asked]).toEqual([[], 0]);
});

test("one that lost the lease to another looks once more", async () => {
  const { store, claims, minutes } = run();
  await minutes(2, true);
  await minutes(10, false);
  store.isAway = true;
  await minutes(10, false);
  expect([claims(), store.asked]).toEqual([[], 1]);
});

test("a restart of the store that is over does not make one failed look a page days later", async () => {
  const { store, claims, minutes } = run();
  await minutes(2, true);
  store.isAway = true;
  await minutes(3, false);
  store.isAway = false;
  await minutes(3 * 24 * 60, true);
  store.isAway = true;
  await minutes(1, false);
  store.isAway = false;
  await minutes(5, true);
  expect(claims()).toEqual([]);
  // it still says when the store is gone
  store.isAway = true;
  await minutes(6, false);
  expect(claims()).toEqual(["firing page The console shop-1:4319 does not reach the store since 18:49 UTC"]);
});

test("messages that channels did not get before a restart are sent after it", async () => {
  const { store, network, claims, files, restart, minutes } = run();
  await minutes(2, true);
  store.isAway = true;
  network.isDown = true;
  await minutes(6, false);
  store.isAway = false;
  await minutes(12, true);
  expect(claims()).toEqual([]);
  restart();
  network.isDown = false;
  await minutes(1, false);
  expect(claims()).toEqual([
    "firing page The console shop-1:4319 does not reach the store since 18:40 UTC",
    "recovered page The console shop-1:4319 reaches the store again since 18:45 UTC, after 5 min",
  ]);
  expect(files()).toEqual([]);
});

test("a console that has another name after its restart closes the same incident", async () => {
  const { store, claims, sent, restart, rename, minutes } = run();
  await minutes(2, true);
  store.isAway = true;
  await minutes(6, false);
  rename("shop-2:4319");
  restart();
  store.isAway = false;
  await minutes(12, true);
  expect(claims()).toEqual([
    expect.stringMatching(/^firing page The console shop-1:4319 /),
    expect.stringMatching(/^recovered page The console shop-1:4319 /),
  ]);
  expect(new Set(sent.map(({ alertId }) => alertId)).size).toBe(1);
  await minutes(120, true);
  store.isAway = true;
  await minutes(8, false);
  expect(claims()[2]).toMatch(/^firing page The console shop-2:4319 /);
});
