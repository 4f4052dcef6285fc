import { expect, test } from "vitest";
import { urgencyOf } from "./objectives.ts";

test("an objective that could not be read is listed after those whose budget is used up, before all others", () => {
  const objectives = [
    { name: "full", left: 1, error: "" },
    { name: "low", left: 0.1, error: "" },
    { name: "unread", left: 1, error: "The query took longer than 20 s." },
    { name: "spent", left: -0.2, error: "" },
  ];
  const order = objectives.toSorted((a, b) => urgencyOf(a) - urgencyOf(b)).map(({ name }) => name);
  expect(order).toEqual(["spent", "unread", "low", "full"]);
});
