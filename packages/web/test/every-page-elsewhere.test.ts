// axe on every page where its look is another: in the dark theme, and on a phone in both themes.
import { expect, test } from "vitest";

import { visits } from "../src/all-examples.ts";
import { describePages } from "./browser-pages.ts";

/** Pages of each kind: figures with charts, a table with filters, a picture, a form, text. The others are looked at in the long run. */
const looks: readonly string[] = [
  "/",
  "/traces/4bf92f3577b34da6a3ce929d0e0e4736",
  "/logs",
  "/alerts/rules/new",
];

describePages("every page elsewhere", (pages) => {
  const elsewhere = async (address: string): Promise<readonly string[]> => {
    await pages.open(address);
    return [...(await pages.violationsIn("dark")), ...(await pages.violationsOnPhone())];
  };
  const isFirst = ({ address }: { readonly address: string }): boolean => looks.includes(address);
  test.each(visits.filter(isFirst))(
    "$address has no violations of WCAG A and AA in the dark theme and on a phone",
    async ({ address }) => {
      expect(await elsewhere(address)).toEqual([]);
    },
  );

  test.each(visits.filter((one) => !isFirst(one)))(
    "$address has no violations of WCAG A and AA in the dark theme and on a phone",
    { tags: ["extended"] },
    async ({ address }) => {
      expect(await elsewhere(address)).toEqual([]);
    },
  );
});
