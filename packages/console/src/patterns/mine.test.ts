// Lines of known templates become patterns again.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineOf, seeded, templates } from "../../test/support/log-templates.ts";
import { minePatterns, type Pattern } from "./mine.ts";
import { skeletonOf } from "./skeleton.ts";
import { fits, gap, templateExpression } from "./template.ts";
import { threadMsOf } from "../../../../tools/testing/thread-time.ts";

function patternsOf(skeletons: readonly string[]): readonly Pattern[] {
  const work = minePatterns(skeletons);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** The share of lines in a pattern that has exactly the lines of their template. */
function accuracy(lines: readonly (readonly [template: number, text: string])[]): {
  share: number;
  wrong: string[];
} {
  const skeletons = lines.map(([, text]) => skeletonOf(text));
  const different = [...new Set(skeletons)];
  const patterns = patternsOf(different);
  const patternOf = new Map(
    patterns.flatMap(({ members }, at) => members.map((member) => [different[member]!, at])),
  );
  const found = lines.map(([template], at) => [template, patternOf.get(skeletons[at]!)!] as const);
  const sizes = new Map<string, number>();
  const count = (key: string): void => void sizes.set(key, (sizes.get(key) ?? 0) + 1);
  for (const [template, pattern] of found) {
    count(`t${template}`);
    count(`p${pattern}`);
    count(`${template} ${pattern}`);
  }
  const isRight = ([template, pattern]: readonly [number, number]): boolean => {
    const both = sizes.get(`${template} ${pattern}`);
    return both === sizes.get(`t${template}`) && both === sizes.get(`p${pattern}`);
  };
  const wrong = found.flatMap(([template, pattern]) =>
    isRight([template, pattern]) ? [] : [`${templates[template]} → ${patterns[pattern]!.template}`],
  );
  return { share: 1 - wrong.length / lines.length, wrong: [...new Set(wrong)] };
}

describe("lines of a hundred templates", () => {
  test("are of a hundred different ones", () => expect(new Set(templates).size).toBe(100));

  const isRight = { isRight: true };
  const joined = (seed: number) => {
    const random = seeded(seed);
    const lines = Array.from({ length: 20_000 }, () => {
      // some templates are a hundred times as frequent as others
      const template = Math.floor(random() ** 2 * templates.length);
      return [template, lineOf(templates[template]!, random)] as const;
    });
    const { share, wrong } = accuracy(lines);
    return { isRight: share >= 0.95, share, wrong };
  };
  test.each([1, 2])("join the right pattern, seed %i", (seed) => expect(joined(seed)).toMatchObject(isRight));
  test.each([3, 4, 5, 6, 7, 8])("join the right pattern, seed %i", { tags: ["extended"] }, (seed) =>
    expect(joined(seed)).toMatchObject(isRight),
  );

  test("join the right pattern also when there are few", () => {
    const random = seeded(9);
    const lines = Array.from({ length: 1_000 }, (_, at) => {
      const template = at % templates.length;
      return [template, lineOf(templates[template]!, random)] as const;
    });
    const { share, wrong } = accuracy(lines);
    expect({ isRight: share >= 0.95, share, wrong }).toMatchObject({ isRight: true });
  });
});

const word = fc.constantFrom("a", "bb", "order", "*", "of", "Oslo", "Lima", "x:", gap, "done");
const skeletons = fc.uniqueArray(
  fc.array(word, { minLength: 1, maxLength: 20 }).map((words) => words.join(" ")),
  { maxLength: 60 },
);

test("each skeleton is in exactly one pattern, which it fits", () => {
  fc.assert(
    fc.property(skeletons, (list) => {
      const patterns = patternsOf(list);
      const members = patterns.flatMap((one) => one.members);
      expect(members.toSorted((a, b) => a - b)).toEqual(list.map((_, at) => at));
      for (const { template, members: own } of patterns) {
        const expression = new RegExp(templateExpression(template));
        for (const member of own) {
          expect(fits(template.split(" "), list[member]!.split(" "))).toBe(true);
          expect(list[member]!).toMatch(expression);
        }
      }
      expect(patternsOf(list)).toEqual(patterns);
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test.each([
  [
    ["order accepted", "order refunded"],
    ["order accepted", "order refunded"],
  ],
  [["login from Oslo", "login from Lima", "login from Rome"], ["login from <_>"]],
  [
    ["cache hit", "cache miss"],
    ["cache hit", "cache miss"],
  ],
  [[""], [""]],
  [[], []],
])("%j becomes %j", (list, expected) => {
  expect(patternsOf(list).map(({ template }) => template)).toEqual(expected);
});

test("twenty thousand different skeletons take no time that grows with their square", () => {
  const random = seeded(3);
  const list = [
    ...new Set(
      Array.from({ length: 20_000 }, () =>
        Array.from({ length: 3 + Math.floor(random() * 12) }, () =>
          Math.floor(random() * 500).toString(36),
        ).join(" "),
      ),
    ),
  ];
  expect(threadMsOf(() => patternsOf(list))).toBeLessThan(5000);
});

test("a template with a long run of values fits its lines", () => {
  const words = ["oak", "ash", "elm", "fir", "yew", "bay", "box", "fig"];
  const lines = Array.from({ length: 40 }, (_, line) =>
    [
      "search query for",
      ...Array.from({ length: 12 }, (__, at) => words[(line * 5 + at * 3 + line * at) % 8]),
      "done",
    ].join(" "),
  );
  for (const { template, members } of patternsOf(lines))
    for (const member of members) expect(fits(template.split(" "), lines[member]!.split(" "))).toBe(true);
});

test("very many templates that begin alike are not compared with each other", () => {
  const lines = Array.from({ length: 8_000 }, (_, n) => `job ${gap} a${n} b${n} c${n}`);
  expect(patternsOf([...lines, "job of two a7 b7 c7"])).toContainEqual({
    template: lines[7],
    members: [7, 8_000],
  });
});

test("a template with many gaps is compared in few steps", () => {
  const words = (count: number): string[] => Array.from({ length: count }, () => "a");
  expect(fits([...words(24).flatMap((one) => [gap, one]), "b"], words(150))).toBe(false);
});

test("others may have their turn after each piece of the work", () => {
  const random = seeded(5);
  const lines = Array.from({ length: 3_000 }, (_, n) =>
    Array.from({ length: 12 + (n % 30) }, () => Math.floor(random() * 900).toString(36)).join(" "),
  );
  expect([...minePatterns(lines)].length).toBeGreaterThan(3_000);
});
