import type { ServicesResult } from "contract";
import { expect, test } from "vitest";

import { countServices } from "./order.ts";

const services = ["cart", "checkout", "payment"].map(
  (name) => ({ name }) as ServicesResult["services"][number],
);

test("the heading has how many services are listed, of how many", () => {
  expect(countServices({ services, truncated: 0 }, {})).toBe("3");
  expect(countServices({ services, truncated: 697 }, {})).toBe("3 of 700");
  expect(countServices({ services, truncated: 0 }, { search: "C" })).toBe("2 of 3");
  expect(countServices({ services, truncated: 0 }, { search: "c", service: "payment" })).toBe("0 of 3");
  expect(countServices({ services, truncated: 0 }, { service: "payment" })).toBe("1 of 3");
});
