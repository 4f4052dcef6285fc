import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FilterCondition, mistakeOf, quoteCondition, readCondition, writeCondition } from "./filter.ts";
import { eventFieldsByKey } from "./filter-events.ts";
import { readLine, toCondition } from "./filter-line.ts";

const conditions = (line: string): unknown[] =>
  readLine(line).map((part) => {
    const condition = toCondition(part);
    return condition === undefined ? part.mistake : writeCondition(condition);
  });

describe("readLine", () => {
  test.each([
    ["user.tier=gold", ["user.tier=gold"]],
    ["user.tier = gold ", ["user.tier=gold"]],
    ["user.tier is gold", ["user.tier=gold"]],
    ["user.tier not gold", ["user.tier!=gold"]],
    ["user.tier is not gold", ["user.tier!=gold"]],
    ["http.response.status_code>=500", ["http.response.status_code>=500"]],
    ["promo exists", ["promo exists"]],
    ["!promo exists", ["!promo exists"]],
    ["!  promo exists", ["!promo exists"]],
    ["a=b=c", ["a=b=c"]],
    ["error", ["error"]],
    ["!error", ["!error"]],
    ["-tier=gold", ["tier!=gold"]],
    ["!duration>500ms", ["duration<=500ms"]],
    ["duration > 500 ms error", ["duration>500ms", "error"]],
    [
      "service=checkout duration>500ms error order.id=42",
      ["service=checkout", "duration>500ms", "error", "order.id=42"],
    ],
    ['name="POST /checkout" error', ["name=POST /checkout", "error"]],
    [String.raw`note="say \"hi\" \\ now"`, [String.raw`note=say "hi" \ now`]],
    ['empty=""', ["empty="]],
    ["a=1\n\tb=2", ["a=1", "b=2"]],
    ["error exists", ["error exists"]],
    ["person did purchase error", ["person did purchase", "error"]],
    ['!person did "order placed"', ["!person did order placed"]],
    ["person has tier=gold", ["person has tier=gold"]],
    ['-person has "the tier" = ""', ["!person has the tier="]],
    ["person has items>3 a=1", ["person has items>3", "a=1"]],
    ["person has coupon exists", ["person has coupon exists"]],
    ["transaction failed", ["transaction failed"]],
    ["transaction failed with card_declined", ["transaction failed with card_declined"]],
    ['!transaction abandoned with ""', ["!transaction abandoned with "]],
    ["transaction completed with=3", ["transaction completed", "with=3"]],
    ["person=u1 transaction is x", ["person=u1", "transaction=x"]],
  ])("%j", (line, expected) => expect(conditions(line)).toEqual(expected));

  test.each([
    ["gold", "`gold` is not a condition. Enter `gold=…`, `gold exists` or `error`."],
    ["=gold", "Enter a key before `=`."],
    ["tier=", "Enter a value after `tier=`."],
    ["tier is", "Enter a value after `tier=`."],
    ['name="POST', "Close the quotation mark."],
    ["duration>soon", "Compare `duration` with a time, for example `duration>500ms` or `duration<=2s`."],
    ["duration=5s", "Compare `duration` with a time, for example `duration>500ms` or `duration<=2s`."],
    ["status=broken", "`status` is one of `unset`, `ok`, `error`."],
    ["items>many", "Enter a number after `items>`, for example `items>100`."],
    ["!", "Enter a key before `!`."],
    ["person did", "Enter a name after `person did`."],
    ["transaction failed with", "Enter a name after `transaction failed with`."],
    ["person has", "Enter a condition after `person has`, for example `person has tier=gold`."],
    ["person has tier!=gold", "Enter a condition after `person has`, for example `person has tier=gold`."],
    ["person has items>many", "Enter a number after `items>`, for example `items>100`."],
  ])("explains what is wrong with %j", (line, mistake) => {
    expect(conditions(line)[0]).toBe(mistake);
  });

  test("a field of business records is something else than that of spans", () => {
    const mistakes = ["kind=transaction", "kind=server", "status=paid"].map(
      (line) => readLine(line, eventFieldsByKey)[0]?.mistake,
    );
    expect(mistakes).toEqual([undefined, expect.stringContaining("`transaction`"), undefined]);
  });

  test("the parts name their places in the line", () => {
    expect(readLine(" a=1  b").map(({ start, end }) => [start, end])).toEqual([
      [1, 4],
      [6, 7],
    ]);
  });

  test("reads back every line of conditions that it writes", () => {
    const key = fc
      .oneof(fc.stringMatching(/^[a-z][a-z._]{0,12}$/), fc.stringMatching(/^[-!"\\a-z][-! "\\a-z]{0,12}$/))
      .map((one) => one.trim())
      .filter((one) => one !== "" && !["error", "exists", "is", "not"].includes(one));
    const condition: fc.Arbitrary<FilterCondition> = fc
      .record({
        key,
        operator: fc.constantFrom("=" as const, "!=" as const),
        value: fc.string(),
      })
      .map((one) => ({ ...one, value: one.value.trim() }))
      .filter((one) => mistakeOf(one) === undefined);
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 5 }), (all) => {
        const line = all.map(quoteCondition).join(" ");
        expect(readLine(line).map(toCondition)).toEqual(all);
      }),
    );
  });
});

test("a condition of the API is read back as it was written", () => {
  for (const source of ["a=b", "a!=b c", "a>=3", "a exists", "!a exists", "error", "!error"])
    expect(writeCondition(readCondition(source)!)).toBe(source);
});
