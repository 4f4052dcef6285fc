// Below a list that is not all that there is: how many more, why, and how to get at them.
import type { JSX } from "react";

import { formatCount } from "../lib/format.ts";
import { ui } from "./styles.ts";

export interface AndMoreProps {
  /** `truncated` of the answer: how many are not listed, or only whether there are any; absent while it loads. */
  readonly truncated: number | boolean | undefined;
  /** What is listed, in the plural: `services`. */
  readonly things: string;
  /** By what those that are listed were chosen: `traffic`. */
  readonly by?: string;
  /** How to see others: `Search for a name, or choose an environment.` */
  readonly fix: string;
}

/** Nothing where the list is complete. */
export function AndMore({ truncated, things, by = "traffic", fix }: AndMoreProps): JSX.Element | undefined {
  if (truncated === undefined || truncated === 0 || truncated === false) return undefined;
  const more = truncated === true ? "and more" : `and ${formatCount(truncated)} more`;
  return (
    <p className={ui.text["dim"]} role="note">
      {more} {things}: those with most {by} are listed. {fix}
    </p>
  );
}
