import type { Reach } from "alerts";
import { expect, test } from "vitest";
import type { StoredNotice } from "../../notify/outbox.ts";
import { createDetails } from "./details.ts";
import { createMessages, type MessagesOptions } from "./messages.ts";

const at = Date.parse("2026-11-22T10:00:00Z");
const minute = 60_000;
const reach: Reach = {
  signals: ["traces"],
  queries: [],
  everyMs: 60_000,
  readsMs: 7 * 1_440 * minute,
  historyMs: 2 * minute,
  warmUpMs: 5 * minute,
};
const notice: StoredNotice = {
  id: "n1",
  alertId: "0123456789abcdef",
  rule: "Payments fail",
  group: {},
  kind: "firing",
  at,
  since: at,
  severity: "page",
  labels: {},
  tenant: "",
  reach,
};

const options = {
  publicUrl: "https://telltale.example/" as string | undefined,
  pageUrl: () => "http://127.0.0.1:4319",
  nowMs: () => at,
  viewOf: () => Promise.reject(new Error("the store is away")),
};

test("link and commands need no store", async () => {
  const { known, read } = createDetails(options)(notice, new AbortController().signal);
  expect(known.url).toBe("https://telltale.example/alerts/0123456789abcdef");
  // seven days before the first evaluation, which is half an hour and `for` before the alert
  expect(known.replay).toContain("--from 2026-11-15T09:28:00Z --to 2026-11-22T10:01:00Z --out");
  expect(known.replay).toContain("--from 2026-11-22T09:23:00Z --to 2026-11-22T10:01:00Z --rule=");
  const added: unknown[] = [];
  await expect(read((part) => added.push(part))).rejects.toThrow("the store is away");
  expect(added).toEqual([]);
});

test("without an address for people, commands ask the console on its machine", () => {
  const find = createDetails({ ...options, publicUrl: undefined });
  const { known } = find(notice, new AbortController().signal);
  expect(known.url).toBeUndefined();
  expect(known.replay).toContain("--url http://127.0.0.1:4319 --signal traces");
});

test("a rule of which an export has no data has no commands", () => {
  const { reach: _, ...onSql } = notice;
  const { known } = createDetails(options)(onSql, new AbortController().signal);
  expect(Object.keys(known)).toEqual(["url"]);
});

test.each([
  [undefined, 1, 1],
  ["https://telltale.example", 1, 0],
  [undefined, 0, 0],
])("with the address %s and %i channels there are %i warnings", (publicUrl, count, warnings) => {
  const logged: unknown[] = [];
  const channels = Array.from({ length: count }, () => ({ name: "a", type: "stdout" }));
  createMessages({
    channels: { channels, heartbeats: [], folder: "" },
    publicUrl,
    log: { warn: (text: string) => logged.push(text) },
  } as unknown as MessagesOptions);
  expect(logged).toHaveLength(warnings);
  for (const text of logged) expect(text).toContain("--public-url");
});
