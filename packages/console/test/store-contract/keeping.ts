// The contract of a store: what came twice counts once, what a view missed is put right, what is too old goes, documents have versions.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import type { Store } from "../../src/store/store.ts";
import { expectRollupsToAgree } from "../support/rollups.ts";
import { plainLogs, plainSpans } from "../support/rows.ts";
import type { StoreLocation } from "./locations.ts";

const dayNs = 86_400_000_000_000n;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").toUpperCase();

/** Tests on the store that is open and new. */
export function describeRollups(opened: () => Store): void {
  describe("roll-ups", () => {
    // oxlint-disable-next-line vitest/expect-expect -- expectRollupsToAgree does
    test("say the same as their tables", async () => {
      const store = opened();
      const spans = plainSpans(400);
      await store.writer.write(1, (sink) => {
        for (const span of spans) sink.span(span);
        for (const log of plainLogs(50)) sink.log(log);
      });
      await expectRollupsToAgree((sql) => store.queries.runText(sql));
    });
  });
}

/** Tests on the store that is open, and on others of its kind. */
export function describeKeeping(opened: () => Store, makeLocation: () => Promise<StoreLocation>): void {
  describe("duplicates", () => {
    test("within a request, of an earlier request and of two at the same time are stored once", async () => {
      const store = opened();
      const spans = plainSpans(16);
      const logs = plainLogs(4);
      const add = (sink: RowSink): void => {
        for (const span of spans) sink.span(span);
        for (const log of logs) sink.log(log);
      };
      const both = await Promise.all([store.writer.write(1000, add), store.writer.write(1000, add)]);
      expect(both.map(({ duplicates }) => duplicates.spans).toSorted()).toEqual([0, 16]);
      const again = await store.writer.write(1000, (sink) => {
        add(sink);
        add(sink);
      });
      expect(again.duplicates).toEqual({ spans: 32, logRecords: 8, businessEvents: 0 });
      const [stored] = await store.queries.runText<{ n: string }>(
        "SELECT toString(count()) n FROM spans WHERE hex(span_id) IN {ids:Array(String)}",
        { ids: spans.map(({ spanId }) => hex(spanId)) },
      );
      expect(stored).toEqual({ n: "16" });
    });
  });

  describe("over several runs", () => {
    let location: StoreLocation;
    beforeAll(async () => {
      location = await makeLocation();
    });
    afterAll(() => location.remove());

    test(
      "what came before is recognised, days that are too old go, and what was imported lately stays",
      { tags: ["extended"] },
      async () => {
        const [today, old, imported] = [0, 1, 2].map(() => plainSpans(1)[0]!);
        const longAgo = await location.open({ writer: { nowMs: () => Date.now() - 9 * 86_400_000 } });
        await longAgo.writer.write(1, (sink) => sink.span({ ...old!, startNs: old!.startNs - 9n * dayNs }));
        await longAgo.close();

        const later = await location.open({ retention: { spans: 30 } });
        const add = (sink: RowSink): void => {
          sink.span(today!);
          sink.span({ ...imported!, startNs: imported!.startNs - 50n * dayNs });
        };
        await later.writer.write(1, add);
        expect(await later.dropExpired()).toEqual([]);
        await later.close();

        const last = await location.open();
        try {
          expect((await last.writer.write(1, add)).duplicates.spans).toBe(2);
          await last.dropExpired();
          const kept = await last.queries.runText<{ id: string }>("SELECT hex(span_id) AS id FROM spans");
          expect(kept.map(({ id }) => id).toSorted()).toEqual(
            [hex(today!.spanId), hex(imported!.spanId)].toSorted(),
          );
          expect(await last.queries.runText("SELECT toString(sum(spans)) AS n FROM trace_summary")).toEqual([
            { n: "2" },
          ]);
          expect(await last.dropExpired()).toEqual([]);
          expect((await last.stats()).rows).toBeGreaterThan(0);
        } finally {
          await last.close();
        }
      },
    );
  });

  describe("documents", () => {
    test("are saved after the version that was read, and no other", async () => {
      const { documents } = opened();
      expect(await documents.read("contract")).toMatchObject({ version: 0, body: "" });
      expect(await documents.save("contract", "{}", 0)).toMatchObject({ version: 1 });
      expect(await documents.save("contract", '{"a":1}', 0)).toBeUndefined();
      expect(await documents.save("contract", '{"a":2}', 1)).toMatchObject({ version: 2 });
      expect(await documents.read("contract")).toMatchObject({ version: 2, body: '{"a":2}' });
    });
  });
}
