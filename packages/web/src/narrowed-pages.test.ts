import { expect, test } from "vitest";

import { pagePaths, type PagePath } from "./all-pages.ts";
import { narrowedPages } from "./narrowed-pages.ts";

/** Pages that the bar says nothing about, and why. */
const withoutFigures: { readonly [Path in PagePath]?: string } = {
  "/transactions/$type/$id": "one transaction",
  "/people/$id": "one person",
  "/workflows/$type/$id": "one workflow",
  "/traces/$id": "one trace",
  "/cpu-profiles/$id": "one profile",
  "/alerts": "alerts of rules, which say what they look at",
  "/alerts/$id": "one alert",
  "/alerts/rules": "settings",
  "/alerts/rules/$id": "settings",
  "/alerts/silences": "settings",
  "/alerts/objectives": "objectives, which say what they look at",
  "/alerts/channels": "settings",
  "/alerts/anomalies/$id": "one anomaly",
  "/dashboards": "a list of dashboards",
  "/sql": "the query says what it looks at",
  "/import": "progress of imports",
  "/settings": "settings",
  "/settings/$section": "settings",
};

test.each(pagePaths)(
  "the page %s names what does not narrow its figures, or has none of the range",
  (page) => {
    expect(page in narrowedPages !== page in withoutFigures).toBe(true);
  },
);
