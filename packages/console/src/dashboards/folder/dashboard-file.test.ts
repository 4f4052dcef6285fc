import { dashboardsForm } from "contract";
import { expect, test } from "vitest";
import { readDashboardFile } from "./dashboard-file.ts";

test("a file with many mistakes names the first twenty, and says how many others there are", () => {
  const dashboards = Array.from({ length: 25 }, () => ({ name: 5 }));
  const { problems } = readDashboardFile("a.json", JSON.stringify({ form: dashboardsForm, dashboards }));
  expect(problems).toHaveLength(21);
  expect(problems[0]!.message).toContain("`dashboards[0]");
  expect(problems.at(-1)!.message).toMatch(/^The file has \d+ more mistakes\.$/);
  const few = readDashboardFile(
    "a.json",
    JSON.stringify({ form: dashboardsForm, dashboards: [{ name: 5 }] }),
  );
  expect(few.problems.at(-1)!.message).not.toContain("more mistakes");
});
