import { expect, test } from "vitest";
import { alertWindow } from "./alert-window.ts";

test.each([
  [{}, "5m"],
  [{ every: "10s" }, "5m"],
  [{ every: "1h" }, "1h"],
  [{ window: "1m" }, "1m"],
  [{ window: "2h", every: "1h" }, "2h"],
])("the window of %j is %s", (alert, expected) => {
  expect(alertWindow(alert)).toBe(expected);
});
