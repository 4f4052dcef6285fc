// The picture of a journey in the room that it has: on a narrow screen it scrolls.
import type { JourneyColumnsResult } from "contract";
import { useMemo, useRef, type JSX } from "react";

import { type SankeyBand, sankeyColumns, type Selected } from "../../draw/sankey-columns.ts";
import { layoutSankey } from "../../draw/sankey-layout.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { useSize } from "../../ui/use-size.ts";
import css from "./columns.module.css";
import { ColumnsDrawing } from "./columns-drawing.tsx";
import { isFailing, notableErrors } from "./notable-errors.ts";
import { pictureHeight, SankeyOutline } from "./sankey-outline.tsx";
import type { PathUnit } from "./search.ts";

const minWidth = 760;

interface ColumnsViewProps {
  readonly journey: JourneyColumnsResult;
  readonly unit: PathUnit;
  /** 0 to 1: nodes with less are folded. */
  readonly minShare: number;
  readonly selected: Selected | undefined;
  readonly onSelect: (selected: Selected | undefined) => void;
}

export function ColumnsView({ journey, unit, minShare, selected, onSelect }: ColumnsViewProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const shown = useMemo(() => sankeyColumns(journey, minShare, selected), [journey, minShare, selected]);
  const picture = useMemo(
    () =>
      width === 0
        ? undefined
        : layoutSankey(shown, { width: Math.max(minWidth, width), height: pictureHeight }),
    [shown, width],
  );
  return (
    <>
      {picture !== undefined && width < picture.width && (
        <p className={classes(ui.text["dim"], css["note"])}>Scroll sideways for later steps →</p>
      )}
      <div className={ui.screen["scrollX"]} ref={scroller}>
        {picture === undefined ? (
          <SankeyOutline />
        ) : (
          <ColumnsDrawing
            journey={journey}
            unit={unit}
            picture={picture}
            selected={selected}
            onSelect={onSelect}
          />
        )}
      </div>
      <Legend journey={journey} unit={unit} bands={shown.bands} />
    </>
  );
}

/** What the colours mean that bands of the picture have. */
function Legend({
  journey,
  unit,
  bands,
}: Pick<ColumnsViewProps, "journey" | "unit"> & {
  readonly bands: readonly SankeyBand[];
}): JSX.Element | null {
  const isDone = bands.some(({ kind }) => kind === "done");
  const isBad = bands.some(isFailing);
  if (!isDone && !isBad) return null;
  return (
    <p className={classes(css["legend"], ui.text["dim"])}>
      {isDone && (
        <span>
          <i className={css["done"]} />
          came to {journey.end.name}
        </span>
      )}
      {isBad && (
        <span>
          <i className={css["failing"]} />
          an error in more than {notableErrors * 100} % of these {unit}
        </span>
      )}
    </p>
  );
}
