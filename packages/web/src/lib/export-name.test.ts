import { expect, test } from "vitest";

import { exportName, pageAndPart } from "./export-name.ts";

const now = Date.parse("2026-11-27T10:00:30Z");
const all = { range: { from: "-1h", to: "now" }, environment: undefined, service: undefined, filters: [] };

test("a file is named by what it holds, by what narrows it, and by its time", () => {
  expect(exportName("transactions", all, now)).toBe("transactions_20261127T0900Z-20261127T1000Z.csv");
  const narrowed = {
    ...all,
    environment: "production",
    service: "shop",
    filters: ["plan=pro", "duration>1s"],
  };
  expect(exportName("transactions", narrowed, now)).toBe(
    "transactions_production_shop_plan=pro_duration-1s_20261127T0900Z-20261127T1000Z.csv",
  );
  expect(exportName("alert-rules", undefined, now)).toBe("alert-rules_20261127T1000Z.csv");
});

test.each([
  ["/errors", "Errors", "errors"],
  ["/services/payment", "Operations", "services-payment-operations"],
  ["/profiles/rank%20results", "Runs", "profiles-rank results-runs"],
  ["/catalog/span/100%", "Values", "catalog-span-100%-values"],
  ["/", "New errors", "overview-new-errors"],
])("a part of the page %s that is called %s is named %s", (path, label, name) => {
  expect(pageAndPart(path, label)).toBe(name);
});

test("names of senders cannot leave the folder, be hidden, or be too long", () => {
  expect(exportName("../../etc/passwd", undefined, now)).toBe("etc-passwd_20261127T1000Z.csv");
  expect(exportName("\u202Efdp.exe\n", undefined, now)).toBe("fdp.exe_20261127T1000Z.csv");
  expect(exportName("???", undefined, now)).toBe("data_20261127T1000Z.csv");
  const long = { ...all, filters: Array.from({ length: 9 }, () => "名".repeat(90)) };
  expect(new TextEncoder().encode(exportName("名".repeat(90), long, now)).length).toBeLessThanOrEqual(255);
});
