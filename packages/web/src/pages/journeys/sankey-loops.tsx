// The loops of a Sankey: arcs back to an earlier step, and words where there is no room for an arc.
import type { JourneyLink } from "contract";
import type { JSX } from "react";

import type { LoopArc } from "../../draw/sankey-loops.ts";
import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { linkTitle } from "./sankey-bands.tsx";
import css from "./sankey.module.css";

interface LoopsProps {
  readonly arcs: readonly LoopArc[];
  readonly touches: (link: JourneyLink) => boolean;
  readonly visitsAt: ReadonlyMap<string, number>;
}

/** The labels come after all arcs: none of these crosses one. */
export function Loops({ arcs, touches, visitsAt }: LoopsProps): JSX.Element[] {
  return [Loop, LoopLabel].flatMap((Part, layer) =>
    arcs.map((arc) => (
      <Part
        key={`${layer}${arc.link.from}\u0000${arc.link.to}`}
        arc={arc}
        selected={touches(arc.link)}
        visitsAtStart={visitsAt.get(arc.link.from) ?? 0}
      />
    )),
  );
}

interface LoopProps {
  readonly arc: LoopArc;
  readonly selected: boolean;
  readonly visitsAtStart: number;
}

function Loop({ arc: { link, d, tipX, tipY }, selected, visitsAtStart }: LoopProps): JSX.Element | null {
  if (d === "") return null;
  return (
    <g className={classes(css["loop"], selected && css["selected"])}>
      <title>{linkTitle(link, visitsAtStart)}</title>
      <path d={d} />
      <path className={css["arrow"]} d={`M${tipX},${tipY}l-4.5,-7h9z`} />
    </g>
  );
}

function LoopLabel({ arc, selected, visitsAtStart }: LoopProps): JSX.Element {
  const { link, d, labelX, labelY, anchor, room, more } = arc;
  const again = link.from === link.to;
  const count = formatCount(link.visits);
  const whole = again ? `${count} again` : `${count} back to ${link.to}`;
  const text = whole.length * 6.2 <= room ? whole : count;
  return (
    <g className={classes(css["loop"], selected && css["selected"], d === "" && css["textOnly"])}>
      <title>{linkTitle(link, visitsAtStart)}</title>
      <text x={labelX} y={labelY} textAnchor={anchor}>
        {d === "" ? `${again ? "↻" : "↩"} ${text}` : text}
        {more > 0 && ` + ${more}`}
      </text>
    </g>
  );
}
