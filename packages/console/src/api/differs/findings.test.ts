import fc from "fast-check";
import { expect, test } from "vitest";
import { type NumberMeanings, testAttributes } from "./candidates.ts";
import { toFindings } from "./findings.ts";
import { adjustedDifference, correlation, countWhere, maxCandidates, type Pattern } from "./patterns.ts";
import { countBars, countPatterns, countSides, countValues } from "../../../test/differs/count-rows.ts";
import type { Row } from "../../../test/differs/planted-rows.ts";

/** Rows with these attributes: `texts` by place, selected where `isSelected`. */
function rowsOf(
  count: number,
  textsOf: (at: number) => Readonly<Record<string, string>>,
  isSelected: (at: number) => boolean,
): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    texts: new Map(Object.entries(textsOf(at))),
    numbers: new Map([["duration", 10 + (at % 97)]]),
    selected: isSelected(at),
  }));
}

function findingsOf(rows: readonly Row[], meanings?: NumberMeanings) {
  const sides = countSides(rows);
  const counted = { keys: countValues(rows), numbers: countBars(rows), sides };
  const { candidates, same, compared } = testAttributes(
    { ...counted, ...(meanings && { meanings }) },
    maxCandidates,
  );
  const found = toFindings(candidates, { patterns: countPatterns(rows, candidates), sides, values: 50 });
  const words = found.map(({ members, goesWith }) => ({
    parts: members.map(({ key, kind, value }) => [key, kind, value].join(" ").trim()),
    goesWith: goesWith.map(({ key }) => key),
  }));
  return { found, words, same, compared };
}

const tiers = ["gold", "silver", "basic"];

test("folds an attribute that selects the same rows into the finding", () => {
  const { words } = findingsOf(
    rowsOf(
      3000,
      (at) => ({ "service.version": `2.${at % 5}`, "host.name": `host-${at % 5}`, tier: tiers[at % 3]! }),
      (at) => (at % 5 === 2 ? at % 2 === 0 : at % 50 === 0),
    ),
  );
  expect(words).toEqual([{ parts: ["host.name value host-2"], goesWith: ["service.version"] }]);
});

test("leaves out ids of processes and instances, and compares what a process runs on", () => {
  const { words, same } = findingsOf(
    rowsOf(
      3000,
      (at) => ({
        "process.pid": `${at % 5}`,
        "service.instance.id": `i-${at % 5}`,
        "host.id": `h-${at % 5}`,
        "process.runtime.version": at % 5 === 2 ? "24" : "22",
      }),
      (at) => (at % 5 === 2 ? at % 2 === 0 : at % 50 === 0),
    ),
  );
  expect(words).toEqual([{ parts: ["process.runtime.version value 24"], goesWith: [] }]);
  expect(same).toEqual(["duration"]);
});

/** One of four leaves before the payment, of which none is in the selection of lost ones by the provider. */
const left = (at: number): boolean => at % 4 === 1;

test("compares an attribute among the rows that came to it: that others left before does not count", () => {
  const rows = rowsOf(
    4000,
    (at) => ({ tier: tiers[at % 3]!, ...(!left(at) && { provider: at % 7 === 0 ? "nordpay" : "paycove" }) }),
    (at) => left(at) || at % 40 === 0,
  );
  const counted = { keys: countValues(rows), numbers: countBars(rows), sides: countSides(rows) };
  const findings = (mayEndEarly: boolean) => {
    const { candidates } = testAttributes({ ...counted, mayEndEarly }, maxCandidates);
    const together = { patterns: countPatterns(rows, candidates), sides: counted.sides, values: 50 };
    return toFindings(candidates, { ...together, needsCause: true }).map(({ members }) => members[0]!.key);
  };
  expect(findings(false)).toEqual(["provider"]);
  expect(findings(true)).toEqual([]);
});

test("names a cause before a consequence that tells the sides apart better, and no consequence alone", () => {
  const rows = rowsOf(
    4000,
    (at) => ({
      "error.type": at % 20 < 2 ? "Timeout" : "none",
      provider: at % 20 < 4 ? "nordpay" : "paycove",
    }),
    (at) => at % 20 < 2,
  );
  const firstOf = (keys: readonly string[]) => {
    const all = { keys: countValues(rows), numbers: countBars(rows), sides: countSides(rows) };
    const { candidates } = testAttributes(
      { ...all, keys: all.keys.filter(({ key }) => keys.includes(key)) },
      maxCandidates,
    );
    const together = { patterns: countPatterns(rows, candidates), sides: all.sides, values: 50 };
    return toFindings(candidates, { ...together, needsCause: true })[0]?.members.map(({ key }) => key);
  };
  expect(firstOf(["error.type", "provider"])).toEqual(["provider"]);
  expect(firstOf(["error.type"])).toBeUndefined();
});

test("what failed requests have less often explains nothing by itself", () => {
  const rows = rowsOf(
    9000,
    (at) => ({ "host.name": `host-${at % 15}` }),
    (at) => at % 15 !== 0 && (at * 7919) % 100 < 10,
  );
  const counted = { keys: countValues(rows), numbers: [], sides: countSides(rows) };
  const findings = (needsCause: boolean) => {
    const { candidates } = testAttributes(counted, maxCandidates);
    const together = { patterns: countPatterns(rows, candidates), sides: counted.sides, values: 50 };
    return toFindings(candidates, { ...together, needsCause }).map(({ members }) => members[0]!.value);
  };
  expect(findings(false)).toEqual(["host-0"]);
  expect(findings(true)).toEqual([]);
});

test("consequences, which always differ, do not make a cause by chance more credible", () => {
  const sides = { selection: 200, rest: 2000, selectionGroups: 200, restGroups: 2000 };
  const keyOf = (key: string, selection: number) => ({
    key,
    distinct: 2,
    selection: 200,
    rest: 2000,
    values: [
      { value: "a", selection, rest: 1000 },
      { value: "b", selection: 200 - selection, rest: 1000 },
    ],
  });
  const even = Array.from({ length: 10 }, (_, at) => keyOf(`even.${at}`, 100));
  const keys = [
    ...even,
    keyOf("tier", 120),
    ...["error.type", "exception.type", "http.response.status_code", "rpc.grpc.status_code"].map((key) =>
      keyOf(key, 200),
    ),
  ];
  const causes = (needsCause: boolean, of = keys) => {
    const { candidates } = testAttributes({ keys: of, numbers: [], sides, needsCause }, maxCandidates);
    const found = candidates.filter(({ differs, standing }) => differs && standing === "cause");
    return found.map(({ key }) => key);
  };
  expect(causes(false)).toEqual(["tier", "tier"]);
  expect(causes(true)).toEqual([]);
  expect(causes(true, [...keys, keyOf("provider", 170)])).toContain("provider");
});

test("folds an attribute that differs only because of a stronger one", () => {
  const { words } = findingsOf(
    rowsOf(
      6000,
      // Three in four payments by nordpay are in euro, one in five of the others.
      (at) => ({
        provider: at % 6 === 0 ? "nordpay" : "paycove",
        currency: (at % 6 === 0 ? at % 4 !== 0 : at % 5 === 0) ? "EUR" : "USD",
      }),
      (at) => (at % 6 === 0 ? at % 18 === 0 : at % 101 === 0),
    ),
  );
  expect(words).toHaveLength(1);
  expect(words[0]!.parts).toEqual(["provider value nordpay"]);
});

test("keeps two causes that are independent of each other apart", () => {
  const { words } = findingsOf(
    rowsOf(
      8000,
      (at) => ({ provider: at % 7 === 0 ? "nordpay" : "paycove", region: at % 5 === 0 ? "north" : "south" }),
      (at) => (at % 7 === 0 && at % 3 === 0) || (at % 5 === 0 && at % 4 === 0),
    ),
  );
  expect(words.map(({ parts }) => parts).toSorted()).toEqual([
    ["provider value nordpay"],
    ["region value north"],
  ]);
});

test("names a pair that says more than each alone, and then neither alone", () => {
  const { words } = findingsOf(
    rowsOf(
      8000,
      (at) => ({ provider: at % 4 === 0 ? "nordpay" : "paycove", region: at % 5 === 0 ? "north" : "south" }),
      (at) => (at % 20 === 0 ? at % 40 === 0 : at % 133 === 0),
    ),
  );
  expect(words).toHaveLength(1);
  expect(words[0]!.parts.toSorted()).toEqual(["provider value nordpay", "region value north"]);
});

test("names each of two values of an attribute that equally many rows of both sides have", () => {
  const { words } = findingsOf(
    rowsOf(
      3000,
      (at) => ({ "service.version": `2.${at % 10}` }),
      (at) => (at % 10 === 3 || at % 10 === 7 ? at % 20 < 10 : at % 50 === 0),
    ),
  );
  expect(words.map(({ parts }) => parts).toSorted()).toEqual([
    ["service.version value 2.3"],
    ["service.version value 2.7"],
  ]);
});

test("names values of another attribute that the same rows have with each of two values", () => {
  const { words } = findingsOf(
    rowsOf(
      3000,
      (at) => ({ deploy: `d${at % 10}`, "service.version": `2.${at % 10}` }),
      (at) => (at % 10 === 3 || at % 10 === 7 ? at % 20 < 10 : at % 50 === 0),
    ),
  );
  expect(words.map(({ parts }) => parts[0]!.at(-1)).toSorted()).toEqual(["3", "7"]);
  expect(JSON.stringify(words.map(({ goesWith }) => goesWith.length))).toBe("[1,1]");
});

test("compares texts of which some read as numbers by their values", () => {
  const rows = rowsOf(
    3000,
    (at) => ({ commit: at % 20 === 5 ? "1234567" : `c0ffee${at % 20}` }),
    (at) => (at % 20 === 3 ? at % 40 < 20 : at % 51 === 0),
  ).map((row, at) => ({
    ...row,
    numbers: new Map(at % 20 === 5 ? [["commit", 1_234_567]] : []),
  }));
  expect(findingsOf(rows).words[0]?.parts).toEqual(["commit value c0ffee3"]);
});

test("names the absence of an attribute", () => {
  const { words } = findingsOf(
    rowsOf(
      3000,
      (at) => (at % 4 === 0 ? { tier: tiers[at % 3]! } : { tier: tiers[at % 3]!, coupon: `c-${at % 7}` }),
      (at) => (at % 4 === 0 ? at % 8 === 0 : at % 60 === 0),
    ),
  );
  expect(words[0]!.parts).toEqual(["coupon absent"]);
});

test("leaves out ids, of which each row has its own, and says what does not differ", () => {
  const { words, same, compared } = findingsOf(
    rowsOf(
      2000,
      (at) => ({ "order.id": `o-${at}`, tier: tiers[at % 3]! }),
      (at) => at % 10 === 0,
    ),
  );
  expect(words).toEqual([]);
  expect(same).toContain("tier");
  expect(compared).toBe(same.length);
});

const patterns: fc.Arbitrary<Pattern[]> = fc.uniqueArray(
  fc.record({
    mask: fc.integer({ min: 0, max: 15 }),
    selection: fc.integer({ min: 0, max: 500 }),
    rest: fc.integer({ min: 0, max: 5000 }),
  }),
  { selector: ({ mask }) => mask, minLength: 1 },
);

test("patterns: with and without a condition are all rows", () => {
  fc.assert(
    fc.property(patterns, (all) => {
      const [met, not, whole] = [countWhere(all, 1), countWhere(all, 0, 1), countWhere(all, 0)];
      expect(met.selection + not.selection).toBe(whole.selection);
      expect(met.rest + not.rest).toBe(whole.rest);
    }),
  );
});

test("patterns: given itself, a condition has no difference left; a correlation is at most one", () => {
  fc.assert(
    fc.property(patterns, (all) => {
      const { selection, rest } = countWhere(all, 0);
      const sides = { selection, rest, selectionGroups: selection, restGroups: rest };
      expect(adjustedDifference(all, 1, 1, sides).difference).toBeCloseTo(0, 9);
      expect(Math.abs(correlation(all, 1, 2))).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test("compares a declared quantity by its distribution, and a declared code by its values", () => {
  // ten values; those from 5 on are more frequent in the selection
  const rows = rowsOf(
    3000,
    () => ({}),
    (at) => (at % 10 >= 5 ? at % 4 === 0 : at % 40 === 0),
  ).map((row, at) => ({
    ...row,
    texts: new Map([["items", String(at % 10)]]),
    numbers: new Map([["items", at % 10]]),
  }));
  const kindsOf = (meaning?: "quantity" | "code") => {
    const meanings: NumberMeanings = new Map(meaning === undefined ? [] : [["items", meaning]]);
    return new Set(
      findingsOf(rows, meanings).words.flatMap(({ parts }) => parts.map((one) => one.split(" ")[1])),
    );
  };
  expect(kindsOf("quantity")).toEqual(new Set(["atLeast"]));
  expect(kindsOf("code")).toEqual(new Set(["value"]));
  expect(kindsOf()).toEqual(new Set(["value"]));
});

/** A deploy whose payments are slow; one in ten of the others is slow, too. */
const slowDeploy = (): Row[] =>
  Array.from({ length: 4000 }, (_, at) => {
    const isNew = at % 4 === 0;
    const isSlow = isNew ? at % 32 !== 0 : at % 10 === 1;
    return {
      texts: new Map(Object.entries({ "service.version": isNew ? "2.1" : "2.0" })),
      numbers: new Map([["duration", isSlow ? 2000 + (at % 97) : 20 + (at % 89)]]),
      // the slow ones fail
      selected: isSlow && at % 7 !== 0,
    };
  });

test("names the version before the duration, which tells the two sides apart better", () => {
  const { words, found } = findingsOf(slowDeploy());
  expect(words[0]!.parts).toEqual(["service.version value 2.1"]);
  const duration = found.find(({ members }) => members[0]!.key === "duration");
  expect(duration!.atLeast).toBeGreaterThan(found[0]!.atLeast);
});

test("names the duration when nothing else differs", () => {
  const rows = slowDeploy().map((row, at) => ({ ...row, texts: new Map([["region", `r-${at % 3}`]]) }));
  const { words } = findingsOf(rows);
  expect(words[0]!.parts[0]).toMatch(/^duration atLeast/);
});
