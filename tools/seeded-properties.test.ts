import fc from "fast-check";
import { expect, test } from "vitest";

test.skipIf(process.env["TELLTALE_SEED"] === "random")(
  "properties are tried with the same values in every run",
  () => {
    const seed = Number(process.env["TELLTALE_SEED"] ?? 20_261_121);
    expect(fc.readConfigureGlobal()).toEqual({ seed });
    expect(fc.sample(fc.nat(), 3)).toEqual(fc.sample(fc.nat(), 3));
  },
);
