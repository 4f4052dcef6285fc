import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Leadership } from "../../lease/leader.ts";
import { createMessages, type MessagesOptions } from "./messages.ts";

test("the watch of the store waits until the pages have an address", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "telltale-messages-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const warnings: unknown[] = [];
  let pageUrl = "";
  const options: MessagesOptions = {
    channels: { channels: [], heartbeats: [{ name: "alive", url: "https://a.example" }], folder: "" },
    pageUrl: () => pageUrl,
    dataDir,
    tenants: async () => [],
    log: { warn: (...what: unknown[]) => void warnings.push(what) },
  } as unknown as MessagesOptions;
  const [job] = createMessages(options).lonelyJobs;
  const { signal } = new AbortController();
  const leadership = { signal, isHeld: () => false } as unknown as Leadership;
  await job!.run(signal, leadership);
  pageUrl = "http://127.0.0.1:4319/";
  await job!.run(signal, leadership);
  await job!.stop?.();
  expect(warnings).toEqual([]);
});
