// The drawing of a Sankey. A changed selection renders the bands and steps that it touches, nothing else.
import type { JourneyLink, JourneyResult } from "contract";
import { memo, useId, useMemo, type JSX } from "react";

import type { SankeyFold } from "../../draw/sankey-graph.ts";
import type { PlacedNode } from "../../draw/sankey-shapes.ts";
import type { SankeyPicture } from "../../draw/sankey.ts";
import { formatCount } from "../../lib/format.ts";
import { Band, End, Fades } from "./sankey-bands.tsx";
import { Loops } from "./sankey-loops.tsx";
import { Fold, Step } from "./sankey-step.tsx";
import css from "./sankey.module.css";

export interface DrawingProps {
  readonly journey: JourneyResult;
  readonly layout: SankeyPicture;
  readonly folds: readonly SankeyFold[];
  readonly isBackwards: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
  readonly onFold: (step: string, isFolded: boolean) => void;
}

export const Drawing = memo(function Drawing(props: DrawingProps): JSX.Element {
  const { journey, layout, folds, isBackwards, selected, onSelect, onFold } = props;
  const fade = useId();
  const visitsAt = useMemo(
    () => new Map(journey.nodes.map((node) => [node.step, node.visits])),
    [journey.nodes],
  );
  const touches = (link: JourneyLink): boolean => link.from === selected || link.to === selected;
  const columns = new Set(layout.nodes.map((n) => n.x0)).size;
  return (
    <svg
      className={css["sankey"]}
      width={layout.width}
      height={layout.height}
      role="group"
      aria-label={`Paths of ${formatCount(journey.visits)} visits; choose a step for its figures`}
    >
      <Fades id={fade} />
      {layout.links.map(({ link, d }) => (
        <Band
          key={`${link.from}\u0000${link.to}`}
          link={link}
          d={d}
          selected={touches(link)}
          visitsAtStart={visitsAt.get(link.from) ?? 0}
        />
      ))}
      {layout.ends.map((end) => (
        <End key={end.node.step} end={end} selected={end.node.step === selected} fade={fade} />
      ))}
      {layout.nodes.map((placed) => (
        <Step
          key={placed.node.step}
          placed={placed}
          selected={placed.node.step === selected}
          goal={placed.node.step === journey.goal}
          letters={lettersFor(placed, layout.width, columns)}
          onSelect={onSelect}
        />
      ))}
      {folds.map((fold) => (
        <Fold
          key={fold.step}
          fold={fold}
          placed={layout.nodes.find(({ node }) => node.step === fold.step)}
          isBackwards={isBackwards}
          onFold={onFold}
        />
      ))}
      <Loops arcs={layout.loops} touches={touches} visitsAt={visitsAt} />
    </svg>
  );
});

/** The letters of a name that fit before the next column, or for the last column before the edge. */
function lettersFor(placed: PlacedNode, width: number, columns: number): number {
  const letters = Math.max(6, Math.floor(width / Math.max(1, columns) / 7) - 1);
  const isLast = placed.node.depth === columns - 1;
  return isLast ? Math.max(letters, Math.floor((width - placed.x0) / 7.4)) : letters;
}
