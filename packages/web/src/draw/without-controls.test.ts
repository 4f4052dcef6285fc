import { expect, test } from "vitest";

import { withoutControls } from "./without-controls.ts";

test("removes bidirectional controls, replaces other controls by spaces, keeps scripts", () => {
  expect(withoutControls("pay\u202etnem\u2066x\u2069")).toBe("paytnemx");
  expect(withoutControls("a\tb\u0000c")).toBe("a b c");
  expect(withoutControls("GET /שלום/ü 🚀")).toBe("GET /שלום/ü 🚀");
});
