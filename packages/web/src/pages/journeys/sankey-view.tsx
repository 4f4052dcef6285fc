// The Sankey: one grey for all paths, accent for the selected step's, fading ends for those who left, arcs for loops.
import { useId, useMemo, useRef, type JSX, type KeyboardEvent } from "react";

import type { PlacedNode } from "../../draw/sankey-shapes.ts";
import { layoutSankey, type PlacedEnd } from "../../draw/sankey.ts";
import type { LoopArc } from "../../draw/sankey-loops.ts";
import { toGraph } from "../../draw/sankey-graph.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useSize } from "../../ui/use-size.ts";
import type { JourneyLink, JourneyResult } from "contract";

export interface SankeyViewProps {
  readonly journey: JourneyResult;
  /** 0 to 1. */
  readonly minShare: number;
  readonly showLoops: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (step: string | undefined) => void;
}

const leastWidth = 760;

export function SankeyView({
  journey,
  minShare,
  showLoops,
  selected,
  onSelect,
}: SankeyViewProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { width } = useSize(place);
  const fade = useId();
  const graph = useMemo(() => toGraph(journey, minShare), [journey, minShare]);
  const picture = useMemo(
    () =>
      layoutSankey(showLoops ? graph : { ...graph, loops: [] }, journey.goal, {
        width: Math.max(leastWidth, width),
        height: 520,
      }),
    [graph, showLoops, journey.goal, width],
  );
  const peopleAt = new Map(graph.nodes.map((node) => [node.step, node.people]));
  const touches = (link: JourneyLink): boolean => link.from === selected || link.to === selected;
  const columns = new Set(picture.nodes.map((n) => n.x0)).size;
  const letters = Math.max(6, Math.floor(picture.width / Math.max(1, columns) / 7) - 1);
  return (
    <>
      {width > 0 && width < picture.width && (
        <p className="dim scroll-note">Scroll sideways for later steps →</p>
      )}
      <div className="scroll-x" ref={place}>
        <svg
          className="sankey"
          width={picture.width}
          height={picture.height}
          role="group"
          aria-label={`Paths of ${formatCount(journey.people)} people; choose a step for its figures`}
        >
          <defs>
            <linearGradient id={fade}>
              <stop offset="0" className="f0" />
              <stop offset="1" className="f1" />
            </linearGradient>
            <linearGradient id={`${fade}a`}>
              <stop offset="0" className="a0" />
              <stop offset="1" className="f1" />
            </linearGradient>
          </defs>
          {picture.links.map(({ link, d }) => (
            <path key={`${link.from}\u0000${link.to}`} className={`ln ${touches(link) ? "on" : ""}`} d={d}>
              <title>{`${link.from} → ${link.to}: ${formatCount(link.people)} people, ${formatShare(link.people / (peopleAt.get(link.from) || 1))}, median ${formatDuration(link.medianMs)}`}</title>
            </path>
          ))}
          {picture.ends.map((end) => (
            <End key={end.node.step} end={end} on={end.node.step === selected} fade={fade} />
          ))}
          {picture.nodes.map((placed) => (
            <Node
              key={placed.node.step}
              placed={placed}
              selected={placed.node.step === selected}
              goal={placed.node.step === journey.goal}
              letters={Math.max(letters, lastLetters(placed, picture.width, columns))}
              onSelect={onSelect}
            />
          ))}
          {picture.loops.map((arc) => (
            <Loop key={`${arc.link.from}\u0000${arc.link.to}`} arc={arc} on={touches(arc.link)} />
          ))}
        </svg>
        {graph.hidden > 0 && (
          <p className="dim hidden-note">
            {formatCount(graph.hidden)} smaller {graph.hidden === 1 ? "path is" : "paths are"} hidden
          </p>
        )}
      </div>
    </>
  );
}

/** The last column has the room to the right of it. */
function lastLetters(placed: PlacedNode, width: number, columns: number): number {
  return placed.node.depth === columns - 1 ? Math.floor((width - placed.x0) / 7.4) : 0;
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
  const choose = (): void => onSelect(selected ? undefined : node.step);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose();
  };
  const name = node.step.length > letters ? `${node.step.slice(0, letters - 1)}…` : node.step;
  return (
    <g
      className={`step ${selected ? "on" : ""}`}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={`${node.step}, ${formatCount(node.people)} people, ${formatCount(node.left)} left`}
      onClick={choose}
      onKeyDown={onKeyDown}
    >
      <rect
        className="reach"
        x={x0 - 4}
        y={y0 - 34}
        width={Math.max(72, name.length * 7)}
        height={y1 - y0 + 38}
      />
      <rect className={`nd ${goal ? "end" : ""}`} x={x0} y={y0} width={x1 - x0} height={y1 - y0} rx="1.5">
        <title>{`${node.step}: ${formatCount(node.people)} people`}</title>
      </rect>
      <text className="nm" x={x0} y={y0 - 19}>
        {name}
      </text>
      <text className="ct" x={x0} y={y0 - 5}>
        {formatCount(node.people)}
      </text>
    </g>
  );
}

function End({
  end,
  on,
  fade,
}: {
  readonly end: PlacedEnd;
  readonly on: boolean;
  readonly fade: string;
}): JSX.Element {
  return (
    <g className={`left ${on ? "on" : ""}`}>
      <path d={end.d} fill={`url(#${fade}${on ? "a" : ""})`}>
        <title>{`${formatCount(end.node.left)} left after ${end.node.step}`}</title>
      </path>
      <text x={end.labelX} y={end.labelY}>
        {formatCount(end.node.left)} left
      </text>
    </g>
  );
}

function Loop({ arc, on }: { readonly arc: LoopArc; readonly on: boolean }): JSX.Element {
  const { link, d, tipX, tipY, labelX, labelY, anchor, room } = arc;
  const again = link.from === link.to;
  const count = formatCount(link.people);
  const whole = again ? `${count} again` : `${count} back to ${link.to}`;
  const text = whole.length * 6.2 <= room ? whole : count;
  return (
    <g className={`loop ${on ? "on" : ""} ${d === "" ? "words" : ""}`}>
      <title>{`${link.from} → ${link.to}: ${whole}, median ${formatDuration(link.medianMs)}`}</title>
      {d !== "" && <path d={d} />}
      {d !== "" && <path className="tip" d={`M${tipX},${tipY}l-4.5,-7h9z`} />}
      <text x={labelX} y={labelY} textAnchor={anchor}>
        {d === "" ? `${again ? "↻" : "↩"} ${text}` : text}
      </text>
    </g>
  );
}
