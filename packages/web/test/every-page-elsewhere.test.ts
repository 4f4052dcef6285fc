// axe on every page where its look is another: in the dark theme, and on a phone in both themes.
// @module-tag extended
import { expect, test } from "vitest";

import { visits } from "../src/all-examples.ts";
import { describePages } from "./browser-pages.ts";

describePages("every page elsewhere", (pages) => {
  const elsewhere = async (address: string): Promise<readonly string[]> => {
    await pages.open(address);
    return [...(await pages.violationsIn("dark")), ...(await pages.violationsOnPhone())];
  };
  test.each(visits)(
    "$address has no violations of WCAG A and AA in the dark theme and on a phone",
    async ({ address }) => {
      expect(await elsewhere(address)).toEqual([]);
    },
  );
});
