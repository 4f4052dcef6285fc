// Each writing function with hostile texts, judged by a parser of its language that is not ours.
import { spawnSync } from "node:child_process";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { lexer, type Token } from "marked";
import { parseSync } from "oxc-parser";
import { parseFragment } from "parse5";
import { expect, test } from "vitest";
import { parse as parseYaml, parseDocument } from "yaml";
import { workflowCommand } from "./github.ts";
import { hostile } from "./hostile.fixture.ts";
import { html, text as htmlText } from "./html.ts";
import { jsonFile } from "./json.ts";
import * as markdown from "./markdown.ts";
import { duration, formula, promql, selector } from "./promql.ts";
import { command, shell, word } from "./shell.ts";
import * as sql from "./sql.ts";
import { comment, docComment, groupedLiteral, identifier, key, literal, typescript } from "./typescript.ts";
import { wellFormed } from "./unicode.ts";
import { lines } from "./written.ts";
import { yamlFile } from "./yaml.ts";

const all = (check: (text: string, other: string) => void, numRuns = 400): void =>
  fc.assert(fc.property(hostile, hostile, check), { numRuns });

/** Characters that no generated text has, whatever it was made of, but for its own line ends and tabs. */
// oxlint-disable-next-line no-control-regex -- they are what no text may have
const raw = /[\0-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/u;

test("TypeScript: a comment is one comment, a literal is its value, a key is one property", () => {
  all((text, other) => {
    const value = { [other]: [text, 1, true, null], list: [{ a: text }] };
    const source = lines([
      comment(text),
      typescript`export const ${identifier(text, "a", "Catalog")} = ${literal(value)};`,
      ...docComment([text, other], text),
      typescript`export const object = { ${key(text)}: ${literal(other)} };`,
      comment(`see ${other}`),
    ]);
    const { program, errors, comments } = parseSync("a.ts", source);
    expect(errors).toEqual([]);
    expect(program.body.map(({ type }) => type)).toEqual([
      "ExportNamedDeclaration",
      "ExportNamedDeclaration",
    ]);
    expect(comments).toHaveLength(3);
    expect(source).not.toMatch(raw);
    expect(source).not.toMatch(/^\/\/\s*@/m);
    const read = runInNewContext(
      `JSON.stringify([${literal(value)}, { ${key(text)}: ${literal(other)} }])`,
    ) as string;
    expect(JSON.parse(read)).toEqual(JSON.parse(JSON.stringify([value, { [text]: other }])));
  });
});

test("TypeScript: `__proto__` is a property, numbers keep their value, and no literal ends a script element", () => {
  const made = runInNewContext(`({ ${key("__proto__")}: ${literal({ ["__proto__"]: 1 })} })`) as object;
  expect(Object.keys(made)).toEqual(["__proto__"]);
  expect([literal(-0), literal(1e21), groupedLiteral(86_400_000), groupedLiteral(0.12345)]).toEqual([
    "-0",
    "1e+21",
    "86_400_000",
    "0.12345",
  ]);
  expect(literal("</script><!--")).not.toMatch(/<[/!]/);
  expect(identifier("my-shop", "The", "Catalog")).toBe("myShopCatalog");
  expect(identifier("1", "The", "Catalog")).toBe("The1Catalog");
});

test("JSON: its value, without characters that steer a terminal", () => {
  all((text, other) => {
    const file = jsonFile({ [text]: other });
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify({ [text]: other })));
    expect(file).not.toMatch(raw);
  });
});

test("YAML: its value in YAML 1.2 and 1.1, and comments that are comments", () => {
  all((text, other) => {
    const value = { [`key ${text}`]: [text, { [other]: other }], on: text };
    const file = yamlFile(value, { heading: text, comments: [[["on"], other]], lineWidth: 80 });
    const expected: unknown = JSON.parse(wellFormed(JSON.stringify(value)), (_, one: unknown) =>
      typeof one === "string" ? wellFormed(one) : one,
    );
    const [document] = [parseDocument(file)];
    expect(document.errors).toEqual([]);
    expect(clean(document.toJS())).toEqual(clean(expected));
    expect(file).not.toMatch(raw);
    expect(file).not.toMatch(/\t/);
    // `on` itself is a boolean there; a reader of files with such keys knows them
    const old = parseYaml(file.replace(/^on:/m, '"on":'), { version: "1.1" }) as Record<string, unknown>;
    expect(old["on"]).toBe(wellFormed(text));
  });
});

/** Keys that are equal once they are well-formed count once. */
function clean(value: unknown): unknown {
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([name, one]) => [wellFormed(name), clean(one)]);
}

function tokensOf(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token) => [
    token,
    ...tokensOf(("tokens" in token ? token.tokens : undefined) ?? []),
  ]);
}
const typesOf = (source: string): readonly string[] =>
  tokensOf(lexer(source))
    .map(({ type }) => type)
    .filter((type) => !/^(?:text|escape|space)$/.test(type));
const visibleText = (plain: string): string =>
  wellFormed(plain)
    .replaceAll(/[\s\p{Cc}\uFFFE\uFFFF]+/gu, " ")
    .trim();

/** What a reader of Markdown sees of inline tokens. */
function shown(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "html") return "";
      if ("tokens" in token && token.tokens !== undefined) return shown(token.tokens);
      const { text } = token as { text: string };
      return token.type === "codespan"
        ? text
        : (parseFragment(text).childNodes as { value?: string }[]).map(({ value = "" }) => value).join("");
    })
    .join("");
}

test("Markdown: text is text, code is code, and a cell is one cell, wherever it is", () => {
  all((text, other) => {
    expect(typesOf(markdown.text(text)).filter((type) => type !== "paragraph")).toEqual([]);
    expect(typesOf(markdown.markdown`- ${markdown.text(text)}`)).toEqual(["list"]);
    const codes = typesOf(markdown.markdown`See ${markdown.code(text)} and ${markdown.code(other)}.`);
    expect(codes.filter((type) => type !== "html")).toEqual([
      "paragraph",
      ...codes.filter((type) => type === "codespan"),
    ]);
    const head = markdown.tableRow(["a", "b", "c"].map(markdown.text));
    const rule = markdown.markdown`| --- | --- | --- |`;
    const row = markdown.tableRow([markdown.code(text), markdown.text(other), markdown.prose(text)]);
    const tokens = lexer(lines([head, rule, row]));
    expect(tokens.map(({ type }) => type)).toEqual(["table"]);
    const [table] = tokens as unknown as [{ rows: { tokens: Token[] }[][] }];
    expect(table.rows).toHaveLength(1);
    expect(table.rows[0]).toHaveLength(3);
    const inside = table.rows[0]!.flatMap((cell) => tokensOf(cell.tokens));
    const allowed = /^(?:text|escape|codespan)$/;
    expect(
      inside.filter(({ type, raw: source }) => !allowed.test(type) && !/^<\/?code>$/.test(source)),
    ).toEqual([]);
    expect(visibleText(shown(table.rows[0]![1]!.tokens))).toBe(
      visibleText(other.replaceAll(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "")),
    );
    const block = lexer(markdown.codeBlock(text));
    expect(block.map(({ type }) => type)).toEqual(["code"]);
  }, 300);
});

test("Markdown: a link leads where it should, and nowhere else", () => {
  all((text) => {
    const link = markdown.link(
      markdown.text("label"),
      `https://shop.example/?q=${encodeURIComponent(wellFormed(text))}`,
    );
    const found = tokensOf(lexer(link)).filter(({ type }) => type === "link") as { href: string }[];
    expect(found).toHaveLength(1);
    expect(new URL(found[0]!.href).searchParams.get("q")).toBe(
      wellFormed(text).replaceAll(/\r\n|\r/g, (end) => end),
    );
  });
  for (const address of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "\\\\evil.example"])
    expect(markdown.link(markdown.text("label"), address)).toBe("label");
});

test("HTML: an element has the text, and no other element", () => {
  all((text, other) => {
    const source = html`<p title="${htmlText(text)}">${htmlText(other)}</p>`;
    const { childNodes } = parseFragment(source);
    const [only] = childNodes as {
      nodeName: string;
      attrs: { name: string; value: string }[];
      childNodes: { value: string }[];
    }[];
    const readable = (plain: string): string =>
      wellFormed(plain).replaceAll(/(?![\t\n\f\r])\p{Cc}/gu, "\uFFFD");
    expect(childNodes).toHaveLength(1);
    expect(only!.attrs).toEqual([{ name: "title", value: readable(text) }]);
    expect(only!.childNodes.map(({ value }) => value).join("")).toBe(readable(other));
  });
});

test("GitHub: a workflow command is one line, and its parts are read back", () => {
  all((text, other) => {
    const line = workflowCommand("error", { file: text, line: 1, col: undefined }, other);
    expect(line).not.toMatch(/[\r\n]/);
    const [, properties = "", message = ""] = /^::error ([^:]*)::(.*)$/s.exec(line) ?? [];
    const read = (part: string): string =>
      part
        .replaceAll("%3A", ":")
        .replaceAll("%2C", ",")
        .replaceAll("%0A", "\n")
        .replaceAll("%0D", "\r")
        .replaceAll("%25", "%");
    expect(properties.split(",").map((part) => part.split("=", 1)[0])).toEqual(["file", "line"]);
    expect(read(properties.split(",")[0]!.slice("file=".length))).toBe(wellFormed(text));
    expect(read(message)).toBe(wellFormed(other));
  });
});

test("a shell reads each word as it was, and a terminal sees no control character", () => {
  const words = fc.sample(hostile, { seed: 7, numRuns: 300 });
  const print = shell`for one in ${words.map((one) => shell`${word(one)} `)}; do printf '%s\\0' "$one"; done`;
  const { stdout, stderr, status } = spawnSync("sh", ["-c", print], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const expected = words.map((one) => wellFormed(one).replaceAll("\0", "\uFFFD"));
  expect(stdout.split("\0").slice(0, -1)).toEqual(expected);
  expect(command(words).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
});

test("SQL: a literal and an identifier end where they end", () => {
  all((text) => {
    // as the lexer of ClickHouse: a backslash and the next character, or two quotes
    expect(sql.literal(text)).toMatch(/^'(?:[^'\\\0\n\r]|\\.)*'$/s);
    expect(sql.identifier(text)).toMatch(/^`(?:[^`\\\0\n\r]|\\.)*`$/s);
  });
  expect(sql.literal("a'\\\n")).toBe(String.raw`'a\'\\\n'`);
  expect(sql.identifier("a`\\")).toBe("`a\\`\\\\`");
});

test("PromQL: a selector has its labels, and durations and formulas take nothing else", () => {
  all((text, other) => {
    const query = selector(text, [{ label: other, op: "=", value: text }]);
    expect(query).toMatch(/^[a-zA-Z_:][\w:]*\{[a-zA-Z_]\w*(?:=|=~)"(?:[^"\\\n]|\\.)*"\}$/);
    expect(query).not.toMatch(raw);
    expect(query).not.toMatch(/\$|\[\[/);
  });
  expect(duration(90_000)).toBe("1m30s");
  expect(formula("a / (b * 1.5e3)", [promql`up`, promql`down`])).toBe("(up) / ((down) * 1.5e3)");
  for (const wrong of ["ab", "a or b", 'a{b="c"}', "a[5m]", "a # b", ""])
    expect(() => formula(wrong, [])).toThrow("not a formula");
});
