import { expect, test } from "vitest";

import { isNarrowed, whyEmpty } from "./why-empty.ts";

const bar = { filters: [], service: undefined, environment: undefined };

test("a range, an environment and the place of an opened record are not filters of the page", () => {
  const search = { from: "-1h", to: "now", env: "production", business: "shown", record: "r1" } as const;
  expect(isNarrowed(search)).toBe(false);
  expect(whyEmpty(search, bar)).toBe("No records were received in this range.");
});

test.each([
  [{ severity: "error" } as const, bar, "the filters of this page"],
  [{}, { ...bar, filters: ["tier=gold"] }, "the conditions of the bar"],
  [{}, { ...bar, service: "payment" }, "the service payment"],
  [
    { text: "declined" },
    { filters: ["tier=gold"], service: "payment", environment: "production" },
    "the filters of this page, the conditions of the bar, the service payment, and the environment production",
  ],
])("an empty list of %j below %j says what narrows it", (search, scope, words) => {
  expect(whyEmpty(search, scope)).toBe(`No record in this range matches ${words}.`);
});
