// How many people may still go on, beside those who dropped.
import { measureText, measureWord } from "catalog/measures";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { ui } from "../../ui/styles.ts";

/** Nothing where no person is. */
export function StillOpen({ people }: { readonly people: number }): JSX.Element | null {
  if (people === 0) return null;
  return (
    <span className={ui.text["dim"]} title={measureText("stillOpen")}>
      {formatCount(people)} {measureWord("stillOpen")}
    </span>
  );
}
