// Work inside context attributes and outside of any, by the two forms that are named, in turn in one process, on Telltale as it is published.
import { context, log, start, startSpan, withContext } from "telltale";
import type { Exporter } from "telltale/export";

import { inTurn } from "../workload/in-turn.ts";

const [, , first = "", second = ""] = process.argv;
/** So many items a call, so that entering the context is nothing beside them. */
const many = 20;
let left = 0;
/** Looked at while warming up only: it would be part of what is measured. */
let looked = 0;
let stamped = 0;
const counting: Exporter = {
  name: "counting",
  async send(batch) {
    left += batch.items;
    if (left < 100_000) {
      looked += batch.items;
      stamped += occurrences(batch.body, "customer.tier");
    }
    return { exported: batch.items, dropped: 0 };
  },
};
const limits = { queueSize: 20_000 };
const telltale = start({ service: "bench", exporters: [counting], handleExit: false, limits });

const values = { "tenant.id": "t1", "user.id": "u1", "customer.tier": "gold" };
const attributes = { "order.id": "o-1", "order.lines": 2 };
let sum = 0;
const spans = (): void => {
  for (let at = 0; at < many; at++) startSpan("work", { attributes }).end();
};
const records = (): void => {
  for (let at = 0; at < many; at++) log.info("order paid", attributes);
};
const within = (work: () => void): (() => void) => withContext(values, () => context.bind(work));
const without = (work: () => void): (() => void) => withContext({}, () => context.bind(work));

const forms: Readonly<Record<string, () => void>> = {
  "with three attributes": () =>
    withContext({ "tenant.id": "t1", "user.id": "u1", "customer.tier": "gold" }, () => void sum++),
  "the function alone": () => void sum++,
  "span inside": within(spans),
  "span, no attributes": without(spans),
  "record inside": within(records),
  "record, no attributes": without(records),
};
const { ns, calls } = await inTurn(
  [first, second].map((form) => forms[form] as () => void),
  () => telltale.flush(),
);
await telltale.stop();
const making = first.startsWith("span") || first.startsWith("record");
const expected = making ? calls * many * 2 : 0;
// half of them are made inside
const share = looked === 0 ? 0 : stamped / looked;
if (left !== expected || (making ? Math.abs(share - 0.5) > 0.05 : sum !== calls * 2))
  throw new Error(`Cannot trust the figures: ${left} items, of ${looked} ${stamped} with context attributes`);
console.log(JSON.stringify({ ns: ns.map((blocks) => blocks.map((value) => value / (making ? many : 1))) }));

function occurrences(body: Uint8Array, text: string): number {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let count = 0;
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) count++;
  return count;
}
