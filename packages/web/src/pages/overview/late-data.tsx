// What is late, in words: what the page cannot know yet.
import type { JSX } from "react";

import { completeWords, describeLate } from "../../lib/completeness.ts";
import { useLateGroups } from "../../state/completeness.ts";
import { classes } from "../../ui/classes.ts";
import { StatusMark } from "../../ui/status.tsx";
import css from "./finding-line.module.css";

/** Nothing while all data is complete. */
export function LateData(): JSX.Element {
  return (
    <>
      {useLateGroups().map((late) => (
        <section
          key={describeLate(late)}
          className={classes(css["finding"], css["unknown"])}
          aria-label="Late data"
        >
          <StatusMark kind="unknown" size={16} />
          <p>
            <b>{capital(describeLate(late))}.</b> Their data is {completeWords(late)}: later figures are
            unknown.
          </p>
        </section>
      ))}
    </>
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
