import { expect, test } from "vitest";
import { oneLine, visibleLine } from "quoting/unicode";
import { text as escapeSlack } from "quoting/slack";
import { attributeName, cut, lines, safeUrl, withoutLinks } from "./text.ts";

test("cuts by code points, with an ellipsis, and never a character in two", () => {
  expect(cut("abcd", 4)).toBe("abcd");
  expect(cut("abcde", 4)).toBe("abc…");
  expect(cut("👩🏽‍💻👍👍👍👍👍", 6)).toBe("👩🏽‍💻👍…");
  expect(cut("👍👍👍👍", 4)).toBe("👍👍👍👍");
  expect(cut("👍👍👍👍👍", 4)).toBe("👍👍👍…");
  expect([...cut("👍".repeat(5000), 1024)]).toHaveLength(1024);
  expect(cut("x".repeat(10_000), 1024)).toHaveLength(1024);
});

test("one line has no control characters, line separators and changes of direction", () => {
  expect(oneLine("a\r\nBcc: b\u0000c\u2028d\u202Ee")).toBe("a Bcc: b c de");
  expect(oneLine("half \ud83d")).toBe("half \ufffd");
  expect(lines("a\r\nb\u0007c")).toBe("a\nb c");
});

test("no client makes a link or a mention of text", () => {
  const harmless = withoutLinks(
    "@channel see https://evil.example/x or www.evil.example mailto:a@evil.example {{DATE(x)}}",
  );
  expect(harmless).not.toMatch(/@channel|:\/\/|evil\.example|a@evil|mailto:a|\{\{/);
  expect(harmless).toBe(
    "[@]channel see https[:]//evil[.]example/x or www[.]evil[.]example mailto[:]a[@]evil[.]example { {DATE(x)}}",
  );
  expect(withoutLinks("evil\u3002example {{{x")).toBe("evil[\u3002]example { { {x");
  expect(withoutLinks("version 1.2.3, 99.5 %")).toBe("version 1.2.3, 99.5 %");
});

test("nothing is invisible", () => {
  expect(withoutLinks("@a https://b.example \u2060\u200b\u00ad")).not.toMatch(/\p{Cf}/u);
  for (const show of [withoutLinks, visibleLine, lines])
    expect(show("pa\u034fge\u115f\u3164\u{e0041}\u200d\u2066 \u{1f469}\u{1f3fd}\u200d\u{1f4bb}")).toBe(
      "page \u{1f469}\u{1f3fd}\u200d\u{1f4bb}",
    );
});

test("a name of an attribute stays, and nothing else is a link", () => {
  expect(attributeName("payment.provider")).toBe("payment.provider");
  expect(attributeName("https://evil.example")).toBe("https[:]//evil[.]example");
  expect(attributeName("@here")).toBe("[@]here");
});

test("escapes what begins markup", () => {
  expect(escapeSlack("<!channel> & <@U123> <https://evil.example|click>")).toBe(
    "&lt;!channel&gt; &amp; &lt;@U123&gt; &lt;https://evil.example|click&gt;",
  );
});

test("links are http or https and cannot leave their place", () => {
  expect(safeUrl("https://a.example/x?y=1")).toBe("https://a.example/x?y=1");
  expect(safeUrl("https://a.example/x|y>z'\"<`")).not.toMatch(/[|<>'"`]/);
  for (const bad of [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//a.example",
    "x",
    "https://u:p@a.example/",
  ])
    expect(safeUrl(bad)).toBeUndefined();
  expect(safeUrl(`https://a.example/${"x".repeat(2000)}`)).toBeUndefined();
});
