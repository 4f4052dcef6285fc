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
