import fc from "fast-check";
import { lexer, type Token, type Tokens } from "marked";
import { hostile } from "quoting/hostile";
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

/** Everything in tokens of Markdown, their children included. */
function allOf(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token) => [
    token,
    ...allOf("tokens" in token ? (token.tokens ?? []) : []),
    ...allOf("items" in token ? (token as Tokens.List).items : []),
  ]);
}

test("texts of others stay in their line, and begin no link, image, heading, code or element", () => {
  const property = fc.property(hostile, hostile, hostile, hostile, (title, name, value, code) => {
    const finding = { title: `Trace: ${title}`, code, facts: [[`Value ${name}`, `is ${value}`]] as const };
    const tokens = allOf(lexer(toMarkdown(finding, "http://a.example/")));
    const types = tokens.map(({ type }) => type).filter((type) => !/^(?:space|text|escape)$/.test(type));
    expect(types).toEqual(["heading", "code", "list", "list_item", "paragraph", "link"]);
  });
  fc.assert(property, { numRuns: 300 });
});

test("no user is notified where a finding is pasted", () => {
  const text = toMarkdown(
    { title: "@org/team failed", facts: [["User", "u1@shop.example"]] },
    "http://a.example/",
  );
  expect(text).not.toMatch(/@\w/);
  expect(text.replaceAll("\u2060", "")).toContain("### @org/team failed");
});
