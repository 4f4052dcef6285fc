import { expect, test } from "vitest";

import { noCallsWords, noMatchWords } from "./none-listed.ts";

test("a list that is cut does not say that nothing matches", () => {
  const services = Array.from({ length: 500 }, () => ({}));
  expect(noMatchWords({ services, truncated: 0 }).title).toBe("No services match");
  const { title, why } = noMatchWords({ services, truncated: 1_200 });
  expect(title).toBe("Not among the 500 services that are listed");
  expect(why).toMatch(/^1,200 others/);
});

test("a graph that is cut does not say that a service has no calls", () => {
  const edges = Array.from({ length: 2_000 }, () => ({})) as never;
  expect(noCallsWords({ edges, truncated: false }).title).toBe("No calls in this range");
  expect(noCallsWords({ edges, truncated: true }).title).toBe("Not among the 2,000 calls that are listed");
});
