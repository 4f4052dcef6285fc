// A question mark beside an entry of the navigation whose detectors are behind: what its page lists may not be all. Else nothing.
import type { JSX } from "react";

import { classes } from "../classes.ts";
import css from "./firing-count.module.css";
import { useBehind } from "./use-behind.ts";

const bottlenecks = ["bottlenecks", "history"] as const;

/** Of the page at `to`; of `more`, the button in whose list the page is. */
export function BehindMark({ to }: { readonly to: string }): JSX.Element | null {
  const behind = useBehind(to === "/bottlenecks" || to === "more" ? bottlenecks : []);
  if (behind.length === 0) return null;
  const text = behind.join(", ");
  return (
    <b className={classes(css["count"], css["quiet"])} title={text} aria-label={text}>
      ?
    </b>
  );
}
