import type { JSX } from "react";
import { classes } from "./classes.ts";
import css from "./skeleton.module.css";

/** A bar of `width` px in the place of one value of a row that is there. */
export function SkeletonBar({ width }: { readonly width: number }): JSX.Element {
  return <span className={css["bar"]} aria-hidden="true" style={{ width }} />;
}

/** A placeholder for a chart of `height` px. */
export function SkeletonBlock({ height }: { readonly height: number }): JSX.Element {
  return (
    <div className={classes(css["skeleton"], css["block"])} aria-hidden="true" style={{ height }}>
      <i />
    </div>
  );
}
