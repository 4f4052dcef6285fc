// Above records whose latest part has not arrived, where no picture over time has an end to hatch.
import type { JSX } from "react";

import { completeWords, describeLate, type Late } from "../lib/completeness.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

/** Nothing while all data has arrived. @param what is listed: `steps`. */
export function LateNote({
  late,
  what,
}: {
  readonly late: Late | undefined;
  readonly what: string;
}): JSX.Element | null {
  if (late === undefined) return null;
  return (
    <p className={ui.note["note"]}>
      <Status kind="unknown">data is late</Status>
      <span className={ui.note["text"]}>{`${what} are ${completeWords(late)}: ${describeLate(late)}.`}</span>
    </p>
  );
}
