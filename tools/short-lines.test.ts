import { parseAst } from "vite";
import { expect, test } from "vitest";

import { hasLostNames, tooLong } from "./check-lines.ts";
import { breakCode, breakLists, wrapText } from "./short-lines.ts";

const broken = (code: string): string => breakCode(code, (text) => parseAst(text) as never);
const widest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));
const many = (piece: string, separator: string): string =>
  Array.from({ length: 60 }, () => piece).join(separator);

test.each([
  ["a list", `[${many("1234", ", ")}]`],
  ["an object", `({ ${Array.from({ length: 60 }, (_, index) => `key${index}: ${index}`).join(", ")} })`],
  ["arguments", `[].concat(${many("'value'", ", ")})`],
  ["a condition", `(() => { const a = 1; return ${many("a === 1", " && ")}; })()`],
  ["a sum", `(() => { const a = 1; return ${many("a", " + ")}; })()`],
  ["a sequence that is returned", `(() => { let a = 0; return ${many("a++", ", ")}, a; })()`],
  ["a choice", `(() => { const a = 1; return ${many("a === 2 ? 'no' : a", " === ")}; })()`],
  ["a text that is used", `"${many("word", " ")}".split(" ")`],
  ["a text in a sum", `1 + "${many("word", " ")}" + 1`],
  ["a text with escapes", `"${many(String.raw`\\a\n\"\x41\u0041\u{1f600}\0`, "")}"`],
  ["a text with emoji", `"${many("naïve 😀", "…")}"`],
  ["a template with values", `(() => { const a = 1; return \`${many("${a} and", " ")}\`; })()`],
  [
    "an asynchronous function",
    `(async (${Array.from({ length: 60 }, (_, index) => `name${index}`).join(", ")}) => 1).length`,
  ],
])("%s stays what it is, in short lines", (_name, code) => {
  const program = `const result = ${code};`;
  expect(widest(program)).toBeGreaterThan(200);
  const short = broken(program);
  expect(widest(short)).toBeLessThanOrEqual(170);
  // half a character would be lost in a file
  expect(short.isWellFormed()).toBe(true);
  const valueOf = (text: string): unknown => new Function(`${text}\nreturn result;`)();
  expect(valueOf(short)).toEqual(valueOf(program));
});

test("keys, sources and what a tag is given stay whole", () => {
  const long = "word ".repeat(60);
  for (const code of [`import "${long}";`, `const a = { "${long}": 1 };`, `tag\`${long}\`;`, `"${long}";`])
    expect(broken(code)).toContain(long);
});

test("short code is not touched", () => {
  const code = "export const a = [1, 2, 3];\n";
  expect(broken(code)).toBe(code);
});

test("lists of declarations are broken, and nothing else", () => {
  const names = Array.from({ length: 60 }, (_, index) => `type Name${index} as N${index}`);
  const code = `import { ${names.join(", ")} } from "./other.js";\n// ${names.join(", ")}\nexport { type N1 };\n`;
  const short = breakLists(code);
  expect(short.split("\n").filter((line) => line.length > 160)).toEqual([`// ${names.join(", ")}`]);
  expect(short.replaceAll(",\n  ", ", ")).toBe(code);
});

test("text is wrapped at blanks, paragraphs stay", () => {
  const text = `${"word ".repeat(50).trim()}\n\nend ${"x".repeat(120)}`;
  const wrapped = wrapText(text);
  expect(wrapped.split("\n").map(({ length }) => length)).toEqual([99, 99, 49, 0, 3, 120]);
});

test("a file whose names were replaced by a minifier is recognized", () => {
  const kept = many("function readHeader(header) { const value = header.value; return value; }", "\n");
  expect(hasLostNames(kept)).toBe(false);
  expect(hasLostNames(kept.replaceAll("readHeader", "r").replaceAll("value", "v"))).toBe(true);
  // too little to judge
  expect(hasLostNames("const a = 1; const b = 2;")).toBe(false);
});

test("a line that is too long is named by its number", () => {
  expect(tooLong(`${"a".repeat(300)}\n${"b".repeat(301)}\n`)).toEqual([{ line: 2, length: 301 }]);
});
