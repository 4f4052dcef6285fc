import type { Bottleneck } from "contract";
import { expect, test } from "vitest";

import { bottleneckFinding, savedInAll, tracesText, tracesTitle } from "./bottleneck-words.ts";
import { toMarkdown } from "./markdown.ts";

const found: Bottleneck = {
  fingerprint: "c0ffee0000000001",
  kind: "repeated-queries",
  shape: "consecutive",
  service: "storefront",
  environment: "production",
  operation: "GET /cart",
  target: "SELECT * FROM products WHERE sku = ?",
  traces: 12,
  calls: 18,
  size: 0,
  savedMs: 1200,
  change: null,
  savedMsPerTrace: 100,
  transactions: 0,
  amounts: [],
  counted: 12,
  firstNs: "0",
  lastNs: "0",
  firstSeenNs: "0",
  versions: [],
  example: {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    timeNs: "0",
    version: "1.0.0",
    savedMs: 110,
    totalMs: 130,
    count: 18,
    spanIds: [],
  },
};
const headingOf = (more: Partial<Bottleneck>): string =>
  toMarkdown(bottleneckFinding({ ...found, ...more }, "http://a.example/t"), "http://a.example/b").split(
    "\n",
    1,
  )[0]!;

test("a usual operation is shown as it is", () => {
  expect(headingOf({})).toBe("### Repeated queries in storefront: GET /cart");
});

test("names of services and operations are plain text in Markdown", () => {
  const operation = "GET [a](http://b.example) <img>\n# `c` *d* e_f";
  expect(headingOf({ service: "![x](y)", operation })).toBe(
    String.raw`### Repeated queries in !&#91;x&#93;(y): GET &#91;a&#93;(http&#58;//b.example) &lt;img&gt; \# \`c\` \*d\* e\_f`,
  );
});

test("transactions of examples are not those of all traces", () => {
  const concerned = (more: Partial<Bottleneck>): string | undefined =>
    bottleneckFinding({ ...found, transactions: 9, ...more }, "").facts.find(
      ([name]) => name === "Transactions concerned",
    )?.[1];
  expect(concerned({})).toBe("9");
  expect(concerned({ traces: 31.8, counted: 20 })).toBe("9, of 20 example traces");
});

test("a finding of history has its figures before and after", () => {
  const change = { unit: "ms", before: 20, after: 95, since: null } as const;
  const finding = bottleneckFinding({ ...found, kind: "slow-statement", shape: "history", change }, "");
  expect(finding.facts[0]).toEqual(["Before and after", "20 ms → 95 ms, slower than in the week before"]);
});

test("traces and time saved say so where they are estimates", () => {
  const figuresOf = (one: Bottleneck): unknown[] => [
    tracesText(one),
    tracesTitle(one),
    savedInAll(one),
    bottleneckFinding(one, "").facts.find(([name]) => name === "Time saved on the critical path")?.[1],
  ];
  expect(figuresOf(found)).toEqual(["12", "12", "1.20 s", "100 ms a trace, 1.20 s in 12 traces"]);
  expect(figuresOf({ ...found, counted: 3 })).toEqual([
    "≈12",
    "12, estimated: 3 are stored",
    "≈1.20 s",
    "100 ms a trace, ≈1.20 s in ≈12 traces",
  ]);
  expect(savedInAll({ ...found, counted: 3, savedMs: 0 })).toBe("–");
});
