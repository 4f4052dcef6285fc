import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import { getDigest } from "./digest.ts";
import { readMarks } from "./marks.ts";

const note = (rule: string, alert: string, detail: string, sinceMs: number) => ({
  kind: "note",
  rule,
  alert,
  detail,
  body: JSON.stringify({ author: "ann", text: "", sinceMs }),
});
/** The latest first, as the store returns them: the firing at 1 was noise at first. */
const notes = [
  note("Queue grows", "a1", "useful", 1),
  note("Queue grows", "a1", "noise", 1),
  note("Queue grows", "a1", "noise", 2),
  note("Queue grows", "a2", "noise", 1),
];
const firing = { kind: "change", rule: "Queue grows", alert: "a1", detail: "firing", body: "{}" };

const context: ApiContext = {
  nowMs: () => Date.parse("2026-11-22T10:00:00Z"),
  queries: {
    async run<Row>(name: string, { kinds }: Readonly<Record<string, unknown>>) {
      if (name !== "alert-list") return [];
      return (String(kinds) === "note" ? notes : [firing, firing, firing]) as Row[];
    },
  },
};

test("of several judgements of a firing the last one counts", async () => {
  const marks = await readMarks(context, { fromNs: 0n, toNs: 1n });
  expect([...marks]).toEqual([["Queue grows", { useful: 1, noise: 2 }]]);
});

test("the digest counts them alike", async () => {
  const { alerts } = await getDigest({ from: "-7d", to: "now" }, context);
  expect(alerts).toMatchObject([{ rule: "Queue grows", firings: 3, useful: 1, noise: 2 }]);
});
