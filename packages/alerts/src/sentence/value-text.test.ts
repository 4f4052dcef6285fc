import { expect, test } from "vitest";
import { valueText } from "./value-text.ts";

test.each([
  [0.8412, "1", "84.12 %"],
  [0, "1", "0 %"],
  [12, "1", "12"],
  [0.0863, "s", "86.3 ms"],
  [2.614, "s", "2.614 s"],
  [5400, "s", "1.5 h"],
  [250, "ms", "250 ms"],
  [-1.5, "s", "-1.5 s"],
  [1_073_741_824, "By", "1.074 GB"],
  [512, "By", "512 B"],
  [4_200_000, "By/s", "4.2 MB/s"],
  [1.41, "/s", "1.41 /s"],
  [0.05, "/s", "3 /min"],
  [0.0005, "{span}/s", "1.8 /h"],
  [0.99996, "1", ">99.99 %"],
  [1, "1", "100 %"],
  [3, "{order}", "3"],
  [1.2, "{order}/s", "1.2 /s"],
  [55, "%", "55 %"],
  [21.5, "Cel", "21.5 Cel"],
  [7, "", "7"],
  [0.333333, "", "0.3333"],
  [4200, "KBy", "4.2 MB"],
  [2, "TBy", "2 TB"],
  [7, "constructor", "7 constructor"],
  [7, undefined, "7"],
])("%d in `%s` is written %s", (value, unit, text) => {
  expect(valueText(value, unit)).toBe(text);
});
