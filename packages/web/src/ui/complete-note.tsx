// Above a comparison that ends before its range, because data is late.
import type { JSX } from "react";

import { formatTime } from "../lib/time.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

/** Nothing while all data of the range has arrived. @param from where the range begins. */
export function CompleteNote({
  completeUpTo,
  from,
}: {
  readonly completeUpTo: string | null;
  readonly from: string;
}): JSX.Element | null {
  if (completeUpTo === null) return null;
  const isNone = Date.parse(completeUpTo) <= Date.parse(from);
  return (
    <p className={ui.note["note"]}>
      <Status kind="unknown">data is late</Status>
      <span className={ui.note["text"]}>
        {isNone
          ? `Nothing is compared: all data has arrived up to ${formatTime(completeUpTo)} only.`
          : `Compared up to ${formatTime(completeUpTo)}: later data has not arrived.`}
      </span>
    </p>
  );
}
