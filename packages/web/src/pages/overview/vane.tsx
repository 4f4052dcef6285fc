import type { JSX } from "react";
import { classes } from "../../ui/classes.ts";
import css from "./first-run.module.css";

/** The flag on its mast: slack while waiting, in the wind once data arrives. */
export function Vane(): JSX.Element {
  return (
    <svg className={css["vane"]} viewBox="0 0 120 96" aria-hidden="true">
      <path className={css["ground"]} d="M8 90h104" />
      <path className={css["mast"]} d="M44 8v82" />
      <circle className={css["cap"]} cx="44" cy="7" r="2.5" />
      <path
        className={css["slack"]}
        d="M46 13c4 .5 8 2 9.5 6 1.5 5-1.5 9-.5 15s2.5 10 .5 16c-.8 2.5-2 4-3.5 5.5l-2.5-5-3.5 3.5z"
      />
      <path
        className={classes(css["slack"], css["fold"])}
        d="M50.5 17c2.5 6-1 12 0 19s1 8-.5 13M53.5 19c1.5 6-1.5 10-.5 16"
      />
      <path
        className={css["wind"]}
        d="M46 13c13-7 23 5 36 1 10-3 16-7 28-4l-12 14 12 15c-13-3-19 2-29 5-12 4-22-8-35-1z"
      />
    </svg>
  );
}
