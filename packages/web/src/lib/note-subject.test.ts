import { expect, test } from "vitest";

import { subjectOf, withFixedRange } from "./note-subject.ts";

test.each([
  ["/traces/4bf92f35", { kind: "trace", subject: "4bf92f35" }],
  ["/errors/5b1f", { kind: "error", subject: "5b1f" }],
  ["/funnels/check%20out%2F2", { kind: "funnel", subject: "check out/2" }],
  ["/funnels/50%", { kind: "funnel", subject: "50%" }],
  ["/dashboards/d1", { kind: "dashboard", subject: "d1" }],
  ["/dashboards/d1/edit", { kind: "range", subject: "" }],
  ["/traces", { kind: "range", subject: "" }],
  ["/", { kind: "range", subject: "" }],
  ["/alerts/a1", { kind: "range", subject: "" }],
  ["/alerts/rules", undefined],
  ["/settings/store", undefined],
  ["/sql", undefined],
])("a note on %s", (pathname, subject) => {
  expect(subjectOf(pathname)).toEqual(subject);
});

test("an address keeps its choices, and its range is fixed", () => {
  expect(withFixedRange("?from=-1h&filter=a%3Db&filter=error", 0, 60_000)).toBe(
    "?from=1970-01-01T00%3A00%3A00.000Z&filter=a%3Db&filter=error&to=1970-01-01T00%3A01%3A00.000Z",
  );
});
