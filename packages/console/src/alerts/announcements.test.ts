import { expect, test } from "vitest";
import type { AlertRecord, AnnouncedRecord } from "../store/alert-records.ts";
import { type Announcements, createAnnouncements } from "./announcements.ts";
import type { StoredChange } from "./evaluate/round-records.ts";

/** A store that consoles share. */
function createShared() {
  const records: (AnnouncedRecord & { readonly ms: number })[] = [];
  let reads = 0;
  let isDown = false;
  const waiting = new Set<() => void>();
  return {
    records,
    get reads() {
      return reads;
    },
    set isDown(value: boolean) {
      isDown = value;
    },
    /** Resolves when two more readings have ended: one of them began after this call. */
    async read(): Promise<void> {
      for (let count = 0; count < 2; count++) await new Promise<void>((resolve) => waiting.add(resolve));
    },
    open(errors: string[] = []): Announcements {
      return createAnnouncements({
        everyMs: 1,
        nowMs: () => 3_600_000,
        onError: (what) => errors.push(what),
        async keep(tenant, { kind, id, body, ms }: AlertRecord) {
          records.push({ tenant, kind: kind as "shown", id, body, ms });
        },
        async read(fromMs) {
          reads++;
          for (const resolve of waiting) queueMicrotask(resolve);
          waiting.clear();
          if (isDown) throw new Error("away");
          return records.filter(({ ms }) => ms >= fromMs).toReversed();
        },
      });
    },
  };
}

const change = (id: string, at = 3_599_000): StoredChange => ({
  id,
  at,
  rule: "Queue grows",
  group: {},
  kind: "firing",
  from: "ok",
  to: "firing",
  unit: "",
});
const round = (...changes: readonly StoredChange[]) => ({
  tenant: "shop",
  at: 0,
  changes,
  notices: [],
  isMadeUp: false,
});

test("changes and browser messages of one console reach the pages of all, once", async () => {
  const shared = createShared();
  const [leader, other] = [shared.open(), shared.open()];
  const seen: string[][] = [[], []];
  const stops = [leader, other].flatMap((one, index) => [
    one.onChange((tenant, { id }) => seen[index]!.push(`${tenant}: ${id}`)),
    one.onNotification(({ tag, tenant }) => seen[index]!.push(`${tenant}: shown ${tag}`)),
  ]);
  await shared.read();
  shared.records.push({
    tenant: "shop",
    kind: "change",
    id: "a",
    body: JSON.stringify(change("a")),
    ms: 3_599_000,
  });
  leader.changed(round(change("a")));
  await leader.show({ tag: "m1", title: "Queue grows", body: "", tenant: "shop" });
  // those of its own at once
  expect(seen[0]).toEqual(["shop: a", "shop: shown m1"]);
  await shared.read();
  await shared.read();
  expect(seen).toEqual([
    ["shop: a", "shop: shown m1"],
    ["shop: a", "shop: shown m1"],
  ]);
  for (const stop of stops) stop();
});

test("what was there before a page listened is not announced", async () => {
  const shared = createShared();
  const one = shared.open();
  const old = {
    tenant: "",
    kind: "change",
    id: "old",
    body: JSON.stringify(change("old")),
    ms: 3_599_000,
  } as const;
  shared.records.push(old);
  const seen: string[] = [];
  let stop = one.onChange((_, { id }) => seen.push(id));
  await shared.read();
  stop();
  // also not to a page that comes later
  shared.records.push({ ...old, id: "between", body: JSON.stringify(change("between")) });
  stop = one.onChange((_, { id }) => seen.push(id));
  await shared.read();
  shared.records.push({ ...old, id: "new", body: JSON.stringify(change("new")) });
  await shared.read();
  expect(seen).toEqual(["new"]);
  stop();
});

test("reads nothing while no page listens, and goes on after a failure", async () => {
  const shared = createShared();
  const errors: string[] = [];
  const one = shared.open(errors);
  one.changed(round(change("a")));
  expect(shared.reads).toBe(0);
  const seen: string[] = [];
  const stop = one.onChange((_, { id }) => seen.push(id));
  await shared.read();
  shared.isDown = true;
  shared.records.push({
    tenant: "",
    kind: "change",
    id: "b",
    body: JSON.stringify(change("b")),
    ms: 3_599_000,
  });
  await shared.read();
  expect(errors).toContain("alert events of other consoles");
  shared.isDown = false;
  await shared.read();
  await shared.read();
  expect(seen).toEqual(["b"]);
  stop();
  const { reads } = shared;
  one.changed(round(change("c")));
  expect([seen, shared.reads - reads <= 1]).toEqual([["b"], true]);
});
