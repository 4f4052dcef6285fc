import { expect, test } from "vitest";
import type { ErrorText } from "./error.ts";
import { errorLine, errorWords, placeText } from "./error-line.ts";

const text: ErrorText = {
  template: "<_> did not answer in <_>",
  share: 1,
  parts: [
    [
      { value: "nordpay", share: 0.8 },
      { value: "harbourpay", share: 0.2 },
    ],
    [{ value: "1,501", share: 0.01 }],
  ],
};

test("a text has the top values of its places, where they are frequent", () => {
  expect(errorWords(text)).toEqual([text.parts[0], " did not answer in ", text.parts[1]]);
  expect(errorLine(text)).toBe("[nordpay 80 %, harbourpay 20 %] did not answer in …");
  const nearly = [
    { value: "nordpay", share: 0.9996 },
    { value: "harbourpay", share: 0.0004 },
  ];
  expect(placeText(nearly)).toBe("nordpay 99.96 %, harbourpay 0.04 %");
  expect(errorLine({ template: "closed", share: 1, parts: [] })).toBe("closed");
});
