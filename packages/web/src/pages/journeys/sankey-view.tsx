// The Sankey: grey paths, the selected step's in the accent colour, fading ends for people who left, arcs for loops.
import type { JourneyResult } from "contract";
import { startTransition, useEffect, useMemo, useRef, useState, type JSX } from "react";

import { foldSteps, type SankeyFold, toGraph } from "../../draw/sankey-graph.ts";
import { layoutSankey, type SankeyPicture } from "../../draw/sankey.ts";
import { formatCount } from "../../lib/format.ts";
import { afterPaint } from "../../ui/after-paint.ts";
import { classes } from "../../ui/classes.ts";
import { useSize } from "../../ui/use-size.ts";
import { Drawing } from "./sankey-drawing.tsx";
import css from "./sankey.module.css";
import { SankeyOutline } from "./sankey-outline.tsx";
import { ui } from "../../ui/styles.ts";

export interface SankeyViewProps {
  readonly journey: JourneyResult;
  /** 0 to 1. */
  readonly minShare: number;
  readonly showLoops: boolean;
  readonly isBackwards: boolean;
  /** Steps behind which everything is hidden. */
  readonly folded: readonly string[];
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
  readonly onFold: (step: string, isFolded: boolean) => void;
}

/** What the layout is computed from. */
interface Request extends Pick<
  SankeyViewProps,
  "journey" | "minShare" | "showLoops" | "isBackwards" | "folded"
> {
  readonly width: number;
}

const minWidth = 760;
/** Below it the labels of a step reach into the next column. */
const minColumn = 96;
const height = 520;

/**
 * The picture, computed after the page was painted: first an outline takes its place, later the picture before stays, faint, until the
 * changed one is there. So the page answers at once, however many paths there are.
 */
export function SankeyView(props: SankeyViewProps): JSX.Element {
  const { journey, minShare, showLoops, isBackwards, folded, selected, onSelect, onFold } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const wanted = useMemo<Request | undefined>(
    () => (width === 0 ? undefined : { journey, minShare, showLoops, isBackwards, folded, width }),
    [journey, minShare, showLoops, isBackwards, folded, width],
  );
  const drawn = useDrawn(wanted);
  return (
    <>
      {drawn !== undefined && width < drawn.layout.width && (
        <p className={classes(ui.text["dim"], css["note"])}>Scroll sideways for later steps →</p>
      )}
      <div
        className={classes(
          ui.screen["scrollX"],
          drawn !== undefined && drawn.request !== wanted && css["outdated"],
        )}
        ref={scroller}
        aria-busy={drawn === undefined || drawn.request !== wanted}
      >
        {drawn === undefined ? (
          <SankeyOutline journey={journey} height={height} />
        ) : (
          <Drawing
            journey={drawn.request.journey}
            layout={drawn.layout}
            folds={drawn.folds}
            isBackwards={drawn.request.isBackwards}
            selected={selected}
            onSelect={onSelect}
            onFold={onFold}
          />
        )}
        {drawn !== undefined && drawn.hidden > 0 && (
          <p className={classes(ui.text["dim"], css["note"])}>
            {formatCount(drawn.hidden)} smaller {drawn.hidden === 1 ? "path is" : "paths are"} hidden
          </p>
        )}
      </div>
    </>
  );
}

interface Drawn {
  readonly request: Request;
  readonly layout: SankeyPicture;
  readonly folds: readonly SankeyFold[];
  readonly hidden: number;
}

/**
 * The latest picture. A changed one is computed in a task of its own, after the browser has painted the page without it, and rendered in
 * parts, between which the browser may answer to keys and clicks.
 */
function useDrawn(wanted: Request | undefined): Drawn | undefined {
  const [drawn, setDrawn] = useState<Drawn>();
  useEffect(() => {
    if (wanted === undefined) return undefined;
    return afterPaint(() => {
      const next = draw(wanted);
      startTransition(() => setDrawn(next));
    });
  }, [wanted]);
  return drawn;
}

function draw(request: Request): Drawn {
  const { journey, minShare, showLoops, isBackwards, folded, width } = request;
  const whole = toGraph(journey, minShare);
  const graph = foldSteps(whole, folded, isBackwards ? "backwards" : "forwards");
  const columns = Math.max(0, ...graph.nodes.map((node) => node.depth)) + 1;
  const size = { width: Math.max(minWidth, width, columns * minColumn), height };
  const layout = layoutSankey(showLoops ? graph : { ...graph, loops: [] }, journey.goal, size);
  return { request, layout, folds: graph.folds, hidden: graph.hidden };
}
