// The number of alerts that fire, beside the entry of the rail. Nothing while none does.
import type { JSX } from "react";

import { useFiringAlerts } from "../../data/use-firing-alerts.ts";
import { formatCount } from "../../lib/format.ts";
import css from "./firing-count.module.css";

export function FiringCount(): JSX.Element | null {
  const firing = useFiringAlerts()?.states["firing"] ?? 0;
  if (firing === 0) return null;
  return (
    <b className={css["count"]} title={`${firing} firing`} aria-label={`${firing} firing`}>
      {formatCount(firing)}
    </b>
  );
}
