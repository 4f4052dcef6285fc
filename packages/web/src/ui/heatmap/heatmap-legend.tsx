// What the colours and marks of a heatmap mean.
import type { JSX } from "react";

import { errorShares } from "../../draw/heatmap.ts";
import css from "./heatmap.module.css";
import { heatmapLevels } from "./use-heatmap-colors.ts";

export function HeatmapLegend({ errorsPending }: { readonly errorsPending: boolean }): JSX.Element {
  return (
    <span className={css["legend"]}>
      <span className={css["key"]}>
        few
        <span className={css["ramp"]} aria-hidden="true">
          {heatmapLevels.map((token) => (
            <i key={token} style={{ background: `var(${token})` }} />
          ))}
        </span>
        many stored spans
      </span>
      <span className={css["key"]}>
        <i className={css["corner"]} aria-hidden="true" /> from {errorShares.corner * 100} % in error
      </span>
      <span className={css["key"]}>
        <i className={css["hatched"]} aria-hidden="true" /> from {errorShares.hatched * 100} %
      </span>
      {errorsPending && <span role="status">counting errors…</span>}
    </span>
  );
}
