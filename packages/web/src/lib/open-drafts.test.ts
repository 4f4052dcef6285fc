import { expect, test } from "vitest";
import { differs, draftsLostBy, lostWords } from "./open-drafts.ts";

const dashboard = { name: "the dashboard", shownBy: "mode" };
const note = { name: "the note", shownBy: "" };
const at = (pathname: string, search: object = {}) => ({ pathname, search });

test("a navigation to another page loses all drafts, and one question names them", () => {
  const lost = draftsLostBy({ current: at("/dashboards/d1"), next: at("/logs") }, [dashboard, note]);
  expect(lost).toEqual([dashboard, note]);
  expect(lostWords(lost)).toBe("What you changed was not saved: the dashboard and the note.");
  expect(lostWords([note, note])).toBe("What you changed was not saved: the note.");
});

test("on the same page a draft is lost when what shows it changes, and not by another range", () => {
  const current = at("/dashboards/d1", { mode: "edit", from: "-1h" });
  const lostBy = (search: object) =>
    draftsLostBy({ current, next: at("/dashboards/d1", search) }, new Set([dashboard, note]));
  expect(lostBy({ mode: "edit", from: "-6h" })).toEqual([]);
  expect(lostBy({ from: "-1h" })).toEqual([dashboard]);
});

test("line ends are not a change", () => {
  expect(differs("SELECT 1\nFROM spans", "SELECT 1\r\nFROM spans")).toBe(false);
  expect(differs("SELECT 1\nFROM spans", "SELECT 1\rFROM spans")).toBe(false);
  expect(differs("SELECT 1\n", "SELECT 1")).toBe(true);
});
