import fc from "fast-check";
import { expect, test } from "vitest";

import { toMarkdown } from "./markdown.ts";

test("a finding with its figures and its address", () => {
  const finding = {
    title: "Trace: POST /checkout",
    facts: [
      ["Duration", "1.2 s"],
      ["Error", ""],
      ["Spans", "34"],
    ] as const,
    links: [["Example", "http://a.example/t?x=(1)"]] as const,
    advice: "Ask once, such as with `MGET`.",
    code: "SELECT 1",
  };
  expect(toMarkdown(finding, "http://a.example/traces/1")).toBe(
    [
      "### Trace: POST /checkout",
      "",
      "```",
      "SELECT 1",
      "```",
      "",
      "- Duration: 1.2 s",
      "- Spans: 34",
      "- [Example](http://a.example/t?x=%281%29)",
      "- Ask once, such as with `MGET`.",
      "",
      "[Open in Telltale](http://a.example/traces/1)",
      "",
    ].join("\n"),
  );
});

test("texts of others stay in their line, and begin no link, image, heading or element", () => {
  const property = fc.property(fc.string(), fc.string(), (title, value) => {
    const lines = toMarkdown({ title, facts: [["Value", `x${value}`]] }, "http://a.example/").split("\n");
    expect(lines).toHaveLength(6);
    for (const line of lines.slice(0, 3))
      expect(line.replace(/^### /, "").replaceAll(/\\./g, "")).not.toMatch(/[`*_~#&|<>[\]()!]/);
  });
  fc.assert(property, { seed: 19, numRuns: 300 });
});
