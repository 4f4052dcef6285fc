import { expect, test } from "vitest";
import { clockFinding } from "./clock.ts";

const now = Date.parse("2026-11-20T14:48:00.000Z");

test.each([
  [0, "ok", "agree within 5 s"],
  [4_000, "ok", "agree within 5 s"],
  [7_000, "warn", "7 s ahead of this machine's"],
  [-20_000, "warn", "20 s behind this machine's"],
  [3_600_000, "fail", "1 h ahead of this machine's"],
  [-86_400_000, "fail", "1 day behind this machine's"],
])("a console whose clock differs by %i ms", (skewMs, status, text) => {
  const finding = clockFinding(new Date(now + skewMs).toUTCString(), now, now + 20);
  expect(finding).toMatchObject({ status, message: expect.stringContaining(text) as string });
  expect(finding.fix === "").toBe(status === "ok");
});

test("the middle of the request counts: a slow network is not skew", () => {
  const date = new Date(now + 8_000).toUTCString();
  expect(clockFinding(date, now, now + 16_000)).toMatchObject({ status: "ok" });
});

test.each([null, "yesterday"])("a console without a time: %s", (date) => {
  expect(clockFinding(date, now, now)).toMatchObject({ status: "warn" });
});
