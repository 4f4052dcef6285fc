// Previews that share their readings, over a store that answers when the test says.
import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import type { ReadQueries } from "./ask.ts";
import { createPreviewer } from "./preview.ts";

const minuteMs = 60_000;
const range = { from: 0, to: 10 * minuteMs };

const fileOf = (below: number) => ({
  alerts: [
    {
      name: "purchases fail",
      on: { transaction: "purchase", measure: "completion" as const },
      when: { below },
    },
  ],
});

/** Its first query waits until it is cancelled; all others have no rows. */
function hangingStore() {
  const asked: string[] = [];
  const begun = Promise.withResolvers<void>();
  const queries: ReadQueries = {
    run(name, _, { signal } = {}) {
      asked.push(name);
      if (asked.length > 1) return Promise.resolve([]);
      begun.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () =>
          reject(new ProblemError("QUERY_CANCELLED", `The query \`${name}\` was cancelled.`, "Ask again.")),
        );
      });
    },
  };
  return { queries, asked, begun: begun.promise };
}

test("a preview that waits for the readings of a cancelled one asks for them again", async () => {
  const { queries, asked, begun } = hangingStore();
  const previewer = createPreviewer(queries, { nowMs: () => 0 });
  const first = new AbortController();
  const cancelled = previewer.preview(fileOf(0.9), "purchases fail", range, { signal: first.signal });
  await begun;
  const { signal } = new AbortController();
  const next = previewer.preview(fileOf(0.8), "purchases fail", range, { signal });
  const later = previewer.preview(fileOf(0.7), "purchases fail", range, { signal });
  first.abort();
  await expect(cancelled).rejects.toThrow("aborted");
  expect((await next).errors).toEqual([]);
  expect((await later).errors).toEqual([]);
  const timeouts = "alert-transaction-timeouts";
  expect(asked).toEqual([timeouts, timeouts, "alert-transactions"]);
});

/** A store of a service that began in the fifth minute, and of its requests. */
function youngStore(failure?: Error) {
  const asked: string[] = [];
  const queries: ReadQueries = {
    run: (async (name: string, _: object, { signal }: { signal?: AbortSignal } = {}) => {
      asked.push(name);
      if (name === "alert-red")
        return [{ slot: "10", serviceName: "shop", spanName: "", entries: "6", failed: "0", estimated: 6 }];
      if (name === "first-telemetry") return [{ first: -86_400_000 }];
      if (name !== "alert-service-beginnings") return [];
      if (failure !== undefined) throw failure;
      signal?.throwIfAborted();
      return [{ name: "shop", first: 300, last: 300 }];
    }) as ReadQueries["run"],
  };
  return { queries, asked };
}

const requestsBelow = (below: number) => ({
  alerts: [{ name: "few", on: { service: "shop", measure: "rate" as const }, window: "5m", when: { below } }],
});

test("previews keep when services began beside their readings", async () => {
  const { queries, asked } = youngStore();
  const now = { ms: 0 };
  const previewer = createPreviewer(queries, { nowMs: () => now.ms });
  const first = await previewer.preview(requestsBelow(0.01), "few", range);
  // one of a minute, then of two minutes
  expect(first.series[0]!.values.slice(6, 8)).toEqual([0.1, 0.05]);
  await previewer.preview(requestsBelow(0.2), "few", range);
  const count = (): number => asked.filter((name) => name === "alert-service-beginnings").length;
  expect(count()).toBe(1);
  now.ms = 300_000;
  await previewer.preview(requestsBelow(0.2), "few", range);
  expect(count()).toBe(2);
});

test("a preview that cannot read when services began says so, and is as if all were old", async () => {
  const failure = new ProblemError("STORE_BUSY", "The store is busy.", "Ask again.");
  const { queries } = youngStore(failure);
  const { errors, series } = await createPreviewer(queries).preview(requestsBelow(0.01), "few", range);
  expect(errors).toEqual(["When services began is not known: The store is busy. Ask again."]);
  expect(series[0]!.values[6]).toBe(0.02);
});

test("a preview that is cancelled while it reads when services began rejects", async () => {
  const cancel = new AbortController();
  const { queries } = youngStore();
  const previewer = createPreviewer({
    async run(name, ...given) {
      if (name === "alert-service-beginnings") cancel.abort();
      return queries.run(name, ...given);
    },
  });
  const { signal } = cancel;
  await expect(previewer.preview(requestsBelow(0.01), "few", range, { signal })).rejects.toThrow("aborted");
  // nothing of it is kept
  expect((await previewer.preview(requestsBelow(0.01), "few", range)).errors).toEqual([]);
});
