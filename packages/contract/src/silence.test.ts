import { expect, test } from "vitest";

import { newSilence } from "./silence.ts";

test("a silence begins now and does not report recovery, unless it says otherwise", () => {
  const silence = { name: "migration", match: { owner: "team-shop" }, to: "+2h" };
  expect(newSilence.parse(silence)).toEqual({ ...silence, from: "now", reason: "", reportRecovery: false });
  expect(newSilence.parse({ ...silence, reportRecovery: true }).reportRecovery).toBe(true);
});
