import { expect, test } from "vitest";

import { withoutControls } from "./without-controls.ts";

test("what turns the direction of writing vanishes, other controls leave a gap, scripts stay", () => {
  expect(withoutControls("pay\u202etnem\u2066x\u2069")).toBe("paytnemx");
  expect(withoutControls("a\tb\u0000c")).toBe("a b c");
  expect(withoutControls("GET /שלום/ü 🚀")).toBe("GET /שלום/ü 🚀");
});
