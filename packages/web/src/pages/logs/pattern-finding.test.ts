import type { LogPattern } from "contract";
import { expect, test } from "vitest";

import { toMarkdown } from "../../lib/markdown.ts";
import { patternFinding } from "./pattern-finding.ts";

const pattern: LogPattern = {
  kind: "log",
  eventName: "",
  template: "order * paid by <_>",
  state: "growing",
  count: 1204,
  before: 310,
  errors: 12,
  people: 400,
  services: ["checkout", "payment"],
  first: "2026-11-18T09:00:00.000Z",
  last: "2026-11-20T14:00:00.000Z",
  counts: [1, 2],
};

test("a pattern is copied with its template, its figures and its address", () => {
  const text = toMarkdown(patternFinding(pattern, true), "http://a.example/logs?pattern=x");
  expect(text).toContain("### Growing log pattern\n\n```\norder * paid by <_>\n```\n");
  for (const fact of [
    "Records: 1,204",
    "In the period before: 310",
    "Errors: 12",
    "People: ≈400",
    "Services: checkout, payment",
  ])
    expect(text).toContain(`- ${fact}\n`);
  expect(text).toContain("[Open in Telltale](http://a.example/logs?pattern=x)");
});

test("a steady pattern of an event without text, and nothing to compare with", () => {
  const event = {
    ...pattern,
    kind: "event",
    eventName: "voucher.rejected",
    template: "",
    state: "steady",
  } as const;
  const { title, code, facts } = patternFinding(event, false);
  expect([title, code]).toEqual(["Pattern of the event voucher.rejected", undefined]);
  expect(facts).toContainEqual(["In the period before", ""]);
});
