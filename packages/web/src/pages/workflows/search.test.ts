import { expect, test } from "vitest";

import { validateWorkflowTypeSearch } from "./search.ts";
import { readTransition, transitionKey, transitionName } from "./transition-key.ts";

test("a transition is one text of the address, and one that people read", () => {
  const paid = { from: "paid", to: "packed" };
  const first = { from: "", to: "placed" };
  for (const one of [paid, first]) expect(readTransition(transitionKey(one))).toEqual(one);
  expect([transitionName(paid), transitionName(first)]).toEqual(["paid → packed", "start → placed"]);
});

test("what an address may not say is left out", () => {
  const raw = { state: "paid", show: "rework", only: "lost", sort: "oldest", search: ["a", "b"] };
  expect(validateWorkflowTypeSearch(raw)).toMatchObject({ state: "paid", show: "rework", sort: "oldest" });
  expect(validateWorkflowTypeSearch(raw).only).toBeUndefined();
});
