// The Sankey: grey paths, the selected step's in the accent colour, fading ends for people who left, arcs for loops.
import type { JourneyLink, JourneyResult } from "contract";
import { useEffect, useId, useMemo, useRef, useState, type JSX, type KeyboardEvent } from "react";

import type { PlacedNode } from "../../draw/sankey-shapes.ts";
import { layoutSankey, type PlacedEnd, type SankeyPicture } from "../../draw/sankey.ts";
import type { LoopArc } from "../../draw/sankey-loops.ts";
import { foldSteps, type SankeyFold, toGraph } from "../../draw/sankey-graph.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { useSize } from "../../ui/use-size.ts";
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
  const { journey, minShare, showLoops, isBackwards, folded } = props;
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
          <Drawing {...props} journey={drawn.journey} layout={drawn.layout} folds={drawn.folds} />
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
  readonly journey: JourneyResult;
  readonly layout: SankeyPicture;
  readonly folds: readonly SankeyFold[];
  readonly hidden: number;
}

/** The latest picture. A changed one is computed in a task of its own, after the browser has painted the page without it. */
function useDrawn(wanted: Request | undefined): Drawn | undefined {
  const [drawn, setDrawn] = useState<Drawn>();
  useEffect(() => {
    if (wanted === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setDrawn(draw(wanted)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
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
  return { request, journey, layout, folds: graph.folds, hidden: graph.hidden };
}

function Drawing({
  journey,
  layout,
  folds,
  isBackwards,
  selected,
  onSelect,
  onFold,
}: SankeyViewProps & {
  readonly layout: SankeyPicture;
  readonly folds: readonly SankeyFold[];
}): JSX.Element {
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
        <Band
          key={`${link.from}\u0000${link.to}`}
          link={link}
          d={d}
          selected={touches(link)}
          peopleAtStart={peopleAt.get(link.from) ?? 0}
        />
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
      {folds.map((fold) => (
        <Fold
          key={fold.step}
          fold={fold}
          placed={layout.nodes.find(({ node }) => node.step === fold.step)}
          isBackwards={isBackwards}
          onFold={onFold}
        />
      ))}
      <Loops arcs={layout.loops} touches={touches} peopleAt={peopleAt} />
    </svg>
  );
}

/** A path on which something failed for more than this share of its people is drawn in the colour of errors. */
const notableErrors = 0.05;

interface BandProps {
  readonly link: JourneyLink;
  readonly d: string;
  readonly selected: boolean;
  readonly peopleAtStart: number;
}

function Band({ link, d, selected, peopleAtStart }: BandProps): JSX.Element {
  const isFailing = link.errors > link.people * notableErrors;
  return (
    <path className={classes(css["path"], selected && css["selected"], isFailing && css["failing"])} d={d}>
      <title>{linkTitle(link, peopleAtStart)}</title>
    </path>
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

function linkTitle(link: JourneyLink, peopleAtStart: number): string {
  const { from, to, people, medianMs, errors } = link;
  const share = formatShare(people / (peopleAtStart || 1));
  const failed = errors === 0 ? "no errors" : `${formatShare(errors / people)} with errors`;
  return `${from} → ${to}: ${formatCount(people)} people, ${share}, median ${formatDuration(medianMs)}, ${failed}`;
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

interface LoopsProps {
  readonly arcs: readonly LoopArc[];
  readonly touches: (link: JourneyLink) => boolean;
  readonly peopleAt: ReadonlyMap<string, number>;
}

/** The labels come after all arcs: none of these crosses one. */
function Loops({ arcs, touches, peopleAt }: LoopsProps): JSX.Element[] {
  return [Loop, LoopLabel].flatMap((Part, layer) =>
    arcs.map((arc) => (
      <Part
        key={`${layer}${arc.link.from}\u0000${arc.link.to}`}
        arc={arc}
        selected={touches(arc.link)}
        peopleAtStart={peopleAt.get(arc.link.from) ?? 0}
      />
    )),
  );
}

interface LoopProps {
  readonly arc: LoopArc;
  readonly selected: boolean;
  readonly peopleAtStart: number;
}

function Loop({ arc: { link, d, tipX, tipY }, selected, peopleAtStart }: LoopProps): JSX.Element | null {
  if (d === "") return null;
  return (
    <g className={classes(css["loop"], selected && css["selected"])}>
      <title>{linkTitle(link, peopleAtStart)}</title>
      <path d={d} />
      <path className={css["arrow"]} d={`M${tipX},${tipY}l-4.5,-7h9z`} />
    </g>
  );
}

function LoopLabel({ arc, selected, peopleAtStart }: LoopProps): JSX.Element {
  const { link, d, labelX, labelY, anchor, room, more } = arc;
  const again = link.from === link.to;
  const count = formatCount(link.people);
  const whole = again ? `${count} again` : `${count} back to ${link.to}`;
  const text = whole.length * 6.2 <= room ? whole : count;
  return (
    <g className={classes(css["loop"], selected && css["selected"], d === "" && css["textOnly"])}>
      <title>{linkTitle(link, peopleAtStart)}</title>
      <text x={labelX} y={labelY} textAnchor={anchor}>
        {d === "" ? `${again ? "↻" : "↩"} ${text}` : text}
        {more > 0 && ` + ${more}`}
      </text>
    </g>
  );
}

interface FoldMarkProps {
  readonly fold: SankeyFold;
  readonly placed: PlacedNode | undefined;
  readonly isBackwards: boolean;
  readonly onFold: (step: string, isFolded: boolean) => void;
}

/** Beside a folded step: how much it hides. A click expands it. */
function Fold({ fold, placed, isBackwards, onFold }: FoldMarkProps): JSX.Element | null {
  if (placed === undefined) return null;
  const { step, steps, people } = fold;
  const expand = (): void => onFold(step, false);
  const text = `+ ${formatCount(Math.max(1, steps.length))}`;
  const x = isBackwards ? Math.max(20, placed.x0 - 6) : placed.x1 + 6;
  return (
    <g
      className={css["fold"]}
      role="button"
      tabIndex={0}
      aria-label={`Expand ${step}`}
      onClick={expand}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        expand();
      }}
    >
      <title>{`${formatCount(people)} people ${isBackwards ? "came from" : "went on to"} ${steps.join(", ") || "other steps"}`}</title>
      <text x={x} y={(placed.y0 + placed.y1) / 2 + 4} textAnchor={isBackwards ? "end" : "start"}>
        {text}
      </text>
    </g>
  );
}
