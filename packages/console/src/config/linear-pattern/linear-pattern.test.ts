import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearPattern, longestText } from "./linear-pattern.ts";

/** What JavaScript makes of the same pattern, for those that both have. */
function groupsOf(source: string, text: string): readonly string[] | undefined {
  const found = new RegExp(`^(?:${source})$`, "su").exec(text);
  return found === null ? undefined : [...found].map((group) => group ?? "");
}

describe("patterns for whole texts", () => {
  test.each([
    ["(.*)", ["", "a\nb"]],
    ["go_.*", ["go_gc", "ago_gc", "go_"]],
    ["(.+);(.+);(.*)", ["a;b;c", "a;b", ";;;;;"]],
    ["(foo|bar)(?:_(total|count))?", ["foo_total", "bar", "foo_sum"]],
    ["([^:]+)(?::\\d+)?", ["host:80", "host", ":80"]],
    ["(a|ab)(c|bcd)(d*)", ["abcd", "acd"]],
    ["(a+?)(a*)", ["aaa"]],
    ["\\d{2,4}-\\w{3}x?", ["12-abc", "12345-abc", "123-abcx"]],
    ["[a-c\\d\\-]+\\.\\bx\\B.", ["a1-.xy", "a1-.x."]],
    ["x{0}(y{2}){1,2}", ["yy", "yyyy", "xyy", "y"]],
    [".é.", ["😀é😀", "aéa"]],
  ] as const)("%s", (source, texts) => {
    for (const text of texts) {
      const groups = groupsOf(source, text);
      const pattern = linearPattern(source);
      expect(pattern.test(text)).toBe(groups !== undefined);
      expect(pattern.expand(text, "$1|${2}|$3|$0")).toBe(
        groups === undefined ? undefined : `${groups[1] ?? ""}|${groups[2] ?? ""}|${groups[3] ?? ""}|${text}`,
      );
    }
  });

  test("find what JavaScript finds, and in the same groups", () => {
    const leaf = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w", "(a)", "(?:b)");
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `${a}${b}`),
        fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
        fc
          .tuple(leaf, fc.constantFrom("*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"))
          .map(([a, b]) => `${a}${b}`),
      ),
    }));
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }),
        (source, text) => {
          const groups = groupsOf(source, text);
          const all = Array.from({ length: 9 }, (_, at) => `\${${at}}`).join("|");
          const wanted = groups && Array.from({ length: 9 }, (_, at) => groups[at] ?? "").join("|");
          expect(linearPattern(source).expand(text, all)).toBe(wanted);
        },
      ),
      { numRuns: 500, seed: 4 },
    );
  });

  test("have Go's words: names, flags, classes, no line end that is left out", () => {
    expect(linearPattern("(?P<host>.*):(?<port>\\d+)").expand("a:80", "${host}=$port $$ $portx")).toBe(
      "a=80 $ ",
    );
    expect(linearPattern("(?i)ab(?-i:c)").test("ABc")).toBe(true);
    expect(linearPattern("(?i)ab(?-i:c)").test("ABC")).toBe(false);
    expect(linearPattern("[[:alpha:]_]+\\pL\\p{Greek}").test("a_bλ")).toBe(true);
    expect(linearPattern("[]a]+[\\D]").test("]ax")).toBe(true);
    expect(linearPattern("a").test("a\n")).toBe(false);
    expect(linearPattern("").test("")).toBe(true);
  });

  test.each([
    ["(a", "a `(` without its `)`"],
    ["a)", "a `)` without its `(`"],
    ["*a", "a `*` that repeats nothing"],
    ["a**", "a repetition of a repetition"],
    ["[a", "a class `[` that never ends"],
    ["(a)\\1", "`\\1`, which Go's patterns do not have,"],
    ["(?=a)b", "`(?=a`, which Go's patterns do not have,"],
    ["a{1001}", "expected at most 1000 times"],
    ["(?:a{100}){100}", "more than 500 steps"],
  ])("%s is refused, and why", (source, why) => {
    expect(() => linearPattern(source)).toThrow(why);
  });

  test("take time in proportion to the text, whatever they are", () => {
    // JavaScript would need centuries
    const long = "a".repeat(longestText);
    for (const source of [
      "(a+)+b",
      "(a|a)*b",
      "(a|b|ab)*c",
      "(.*)(.*)(.*)(.*)x",
      "(?:a?){60}a{60}b",
      "(.*.*)*x",
    ])
      expect(linearPattern(source).test(long)).toBe(false);
    expect(() => linearPattern("a*").test(`${long}a`)).toThrow(
      "a text of 4097 characters is to be matched with a pattern: expected at most 4096",
    );
  });
});
