import { expect, test } from "vitest";

import { zoomInStep, zoomOutStep } from "./zoom-steps.ts";

test("zooming in enlarges, and zooming out undoes it", () => {
  expect(zoomInStep).toBeGreaterThan(1);
  expect(zoomInStep * zoomOutStep).toBeCloseTo(1);
});
