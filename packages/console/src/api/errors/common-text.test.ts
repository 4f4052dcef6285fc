import { expect, test } from "vitest";
import { commonText } from "./common-text.ts";

test("has the words that most messages share, and the top values of the others", () => {
  expect(
    commonText([
      { message: "nordpay did not answer in 1500 ms", weight: 70 },
      { message: "harbourpay did not answer in 1500 ms", weight: 20 },
      { message: "no route to host", weight: 10 },
    ]),
  ).toEqual({
    template: "<_> did not answer in 1500 ms",
    share: 0.9,
    parts: [
      [
        { value: "nordpay", share: 7 / 9 },
        { value: "harbourpay", share: 2 / 9 },
      ],
    ],
  });
});

test("counts what many rare messages share before a frequent one", () => {
  const rare = Array.from({ length: 30 }, (_, at) => ({ message: `no stock of sku-${at}`, weight: 1 }));
  const { template, parts } = commonText([{ message: "closed", weight: 20 }, ...rare]);
  expect([template, parts.map(({ length }) => length)]).toEqual(["no stock of <_>", [3]]);
});

test("a single message is its own text, and of several lines the first one counts", () => {
  expect(commonText([{ message: " the pool\n  is closed", weight: 4 }])).toEqual({
    template: "the pool",
    share: 1,
    parts: [],
  });
  expect(commonText([])).toEqual({ template: "", share: 0, parts: [] });
});
