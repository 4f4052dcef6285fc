// The place of the Sankey while its layout is computed: a bar for each step in its column, as high as its share of the visits.
import type { JourneyResult } from "contract";
import type { JSX } from "react";

import css from "./sankey.module.css";

export interface SankeyOutlineProps {
  /** Absent: not loaded yet. */
  readonly journey?: Pick<JourneyResult, "nodes" | "visits"> | undefined;
  readonly height: number;
}

/** Shares of bars in four columns, while nothing is known. */
const unknown = [[1], [0.7, 0.3], [0.4, 0.3, 0.1], [0.3, 0.1]];
const mostInColumn = 8;

export function SankeyOutline({ journey, height }: SankeyOutlineProps): JSX.Element {
  return (
    <div className={css["outline"]} style={{ height }} aria-hidden="true" data-outline="">
      {(journey === undefined ? unknown : columnsOf(journey)).map((shares, column) => (
        // oxlint-disable-next-line react/no-array-index-key -- columns have no other name
        <span key={column}>
          {shares.map((share, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- nor do bars
            <i key={at} style={{ height: share * (height - 180) }} />
          ))}
        </span>
      ))}
    </div>
  );
}

/** The shares of the largest steps, column by column. */
function columnsOf({ nodes, visits }: Pick<JourneyResult, "nodes" | "visits">): number[][] {
  const depths = [...new Set(nodes.map((node) => node.depth))].toSorted((a, b) => a - b);
  return depths.map((depth) => {
    const own = nodes.filter((node) => node.depth === depth).toSorted((a, b) => b.visits - a.visits);
    const shown = own.slice(0, mostInColumn);
    const total = Math.max(
      visits,
      shown.reduce((sum, node) => sum + node.visits, 0),
    );
    return shown.map((node) => node.visits / Math.max(1, total));
  });
}
