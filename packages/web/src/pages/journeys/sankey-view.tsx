// The Sankey: grey paths, the selected step's in the accent colour, fading ends for people who left, arcs for loops.
import type { JourneyLink, JourneyResult } from "contract";
import { useId, useMemo, useRef, type JSX, type KeyboardEvent } from "react";

import type { PlacedNode } from "../../draw/sankey-shapes.ts";
import { layoutSankey, type PlacedEnd, type SankeyPicture } from "../../draw/sankey.ts";
import type { LoopArc } from "../../draw/sankey-loops.ts";
import { toGraph } from "../../draw/sankey-graph.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { useSize } from "../../ui/use-size.ts";
import css from "./sankey.module.css";
import { ui } from "../../ui/styles.ts";

export interface SankeyViewProps {
  readonly journey: JourneyResult;
  /** 0 to 1. */
  readonly minShare: number;
  readonly showLoops: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
}

const leastWidth = 760;
const height = 520;

export function SankeyView(props: SankeyViewProps): JSX.Element {
  const { journey, minShare, showLoops } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const graph = useMemo(() => toGraph(journey, minShare), [journey, minShare]);
  const layout = useMemo(
    () =>
      layoutSankey(showLoops ? graph : { ...graph, loops: [] }, journey.goal, {
        width: Math.max(leastWidth, width),
        height,
      }),
    [graph, showLoops, journey.goal, width],
  );
  return (
    <>
      {width > 0 && width < layout.width && (
        <p className={classes(ui.text["dim"], css["note"])}>Scroll sideways for later steps →</p>
      )}
      <div className={ui.screen["scrollX"]} ref={scroller}>
        <Drawing {...props} layout={layout} />
        {graph.hidden > 0 && (
          <p className={classes(ui.text["dim"], css["note"])}>
            {formatCount(graph.hidden)} smaller {graph.hidden === 1 ? "path is" : "paths are"} hidden
          </p>
        )}
      </div>
    </>
  );
}

function Drawing({
  journey,
  layout,
  selected,
  onSelect,
}: SankeyViewProps & { readonly layout: SankeyPicture }): JSX.Element {
  const fade = useId();
  const peopleAt = new Map(journey.nodes.map((node) => [node.step, node.people]));
  const touches = (link: JourneyLink): boolean => link.from === selected || link.to === selected;
  const columns = new Set(layout.nodes.map((n) => n.x0)).size;
  return (
    <svg
      className={css["sankey"]}
      width={layout.width}
      height={layout.height}
      role="group"
      aria-label={`Paths of ${formatCount(journey.people)} people; choose a step for its figures`}
    >
      <Fades id={fade} />
      {layout.links.map(({ link, d }) => (
        <path
          key={`${link.from}\u0000${link.to}`}
          className={classes(css["path"], touches(link) && css["selected"])}
          d={d}
        >
          <title>{linkTitle(link, peopleAt.get(link.from) ?? 0)}</title>
        </path>
      ))}
      {layout.ends.map((end) => (
        <End key={end.node.step} end={end} selected={end.node.step === selected} fade={fade} />
      ))}
      {layout.nodes.map((placed) => (
        <Node
          key={placed.node.step}
          placed={placed}
          selected={placed.node.step === selected}
          goal={placed.node.step === journey.goal}
          letters={lettersFor(placed, layout.width, columns)}
          onSelect={onSelect}
        />
      ))}
      {layout.loops.map((arc) => (
        <Loop key={`${arc.link.from}\u0000${arc.link.to}`} arc={arc} selected={touches(arc.link)} />
      ))}
    </svg>
  );
}

/** The gradients of the ends; that of the selected step has the id with an `a`. */
function Fades({ id }: { readonly id: string }): JSX.Element {
  return (
    <defs>
      <linearGradient id={id}>
        <stop offset="0" className={css["fadeStart"]} />
        <stop offset="1" className={css["fadeEnd"]} />
      </linearGradient>
      <linearGradient id={`${id}a`}>
        <stop offset="0" className={css["selectedFadeStart"]} />
        <stop offset="1" className={css["fadeEnd"]} />
      </linearGradient>
    </defs>
  );
}

function linkTitle({ from, to, people, medianMs }: JourneyLink, peopleAtStart: number): string {
  const share = formatShare(people / (peopleAtStart || 1));
  return `${from} → ${to}: ${formatCount(people)} people, ${share}, median ${formatDuration(medianMs)}`;
}

/** The letters of a name that fit before the next column, or for the last column before the edge. */
function lettersFor(placed: PlacedNode, width: number, columns: number): number {
  const letters = Math.max(6, Math.floor(width / Math.max(1, columns) / 7) - 1);
  const isLast = placed.node.depth === columns - 1;
  return isLast ? Math.max(letters, Math.floor((width - placed.x0) / 7.4)) : letters;
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly selected: boolean;
  readonly goal: boolean;
  readonly letters: number;
  readonly onSelect: (step: string | undefined) => void;
}

function Node({ placed, selected, goal, letters, onSelect }: NodeProps): JSX.Element {
  const { node, x0, x1, y0, y1 } = placed;
  const toggle = (): void => onSelect(selected ? undefined : node.step);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  };
  const name = node.step.length > letters ? `${node.step.slice(0, letters - 1)}…` : node.step;
  return (
    <g
      className={classes(css["step"], selected && css["selected"])}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={`${node.step}, ${formatCount(node.people)} people, ${formatCount(node.left)} left`}
      onClick={toggle}
      onKeyDown={onKeyDown}
    >
      <rect
        className={css["reach"]}
        x={x0 - 4}
        y={y0 - 34}
        width={Math.max(72, name.length * 7)}
        height={y1 - y0 + 38}
      />
      <rect
        className={classes(css["bar"], goal && css["goal"])}
        x={x0}
        y={y0}
        width={x1 - x0}
        height={y1 - y0}
        rx="1.5"
      >
        <title>{`${node.step}: ${formatCount(node.people)} people`}</title>
      </rect>
      <text className={css["name"]} x={x0} y={y0 - 19}>
        {name}
      </text>
      <text x={x0} y={y0 - 5}>
        {formatCount(node.people)}
      </text>
    </g>
  );
}

function End({
  end,
  selected,
  fade,
}: {
  readonly end: PlacedEnd;
  readonly selected: boolean;
  readonly fade: string;
}): JSX.Element {
  return (
    <g className={classes(css["left"], selected && css["selected"])}>
      <path d={end.d} fill={`url(#${fade}${selected ? "a" : ""})`}>
        <title>{`${formatCount(end.node.left)} left after ${end.node.step}`}</title>
      </path>
      <text x={end.labelX} y={end.labelY}>
        {formatCount(end.node.left)} left
      </text>
    </g>
  );
}

function Loop({ arc, selected }: { readonly arc: LoopArc; readonly selected: boolean }): JSX.Element {
  const { link, d, tipX, tipY, labelX, labelY, anchor, room } = arc;
  const again = link.from === link.to;
  const count = formatCount(link.people);
  const whole = again ? `${count} again` : `${count} back to ${link.to}`;
  const text = whole.length * 6.2 <= room ? whole : count;
  return (
    <g className={classes(css["loop"], selected && css["selected"], d === "" && css["textOnly"])}>
      <title>{`${link.from} → ${link.to}: ${whole}, median ${formatDuration(link.medianMs)}`}</title>
      {d !== "" && <path d={d} />}
      {d !== "" && <path className={css["arrow"]} d={`M${tipX},${tipY}l-4.5,-7h9z`} />}
      <text x={labelX} y={labelY} textAnchor={anchor}>
        {d === "" ? `${again ? "↻" : "↩"} ${text}` : text}
      </text>
    </g>
  );
}
