// The place of the picture of a journey until its data is there: bars in columns.
import type { JSX } from "react";

import css from "./sankey-outline.module.css";

/** Shares of bars in four columns. */
const columns = [[1], [0.7, 0.3], [0.4, 0.3, 0.1], [0.3, 0.1]];

/** As high as the picture, in px. */
export const pictureHeight = 560;

export function SankeyOutline(): JSX.Element {
  return (
    <div className={css["outline"]} style={{ height: pictureHeight }} aria-hidden="true" data-outline="">
      {columns.map((shares, column) => (
        // oxlint-disable-next-line react/no-array-index-key -- columns have no other name
        <span key={column}>
          {shares.map((share, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- nor do bars
            <i key={at} style={{ height: share * (pictureHeight - 180) }} />
          ))}
        </span>
      ))}
    </div>
  );
}
