// The picture of a journey step by step: heads of the columns, bands, and nodes, of which the steps are buttons.
import { shareOf } from "catalog/measures";
import type { JourneyColumnsResult } from "contract";
import { useId, type JSX, type KeyboardEvent } from "react";

import type { SankeyKind, Selected } from "../../draw/sankey-columns.ts";
import {
  headHeight,
  type PlacedBand,
  type PlacedNode,
  type SankeyPicture,
} from "../../draw/sankey-layout.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { otherSteps } from "./column-ways.ts";
import css from "./columns.module.css";
import { isFailing } from "./notable-errors.ts";
import type { PathUnit } from "./search.ts";

interface ColumnsDrawingProps {
  readonly journey: JourneyColumnsResult;
  readonly unit: PathUnit;
  readonly picture: SankeyPicture;
  readonly selected: Selected | undefined;
  readonly onSelect: (selected: Selected | undefined) => void;
}

export function ColumnsDrawing({
  journey,
  unit,
  picture,
  selected,
  onSelect,
}: ColumnsDrawingProps): JSX.Element {
  const fade = useId();
  const last = lastColumn(picture);
  const words = { end: journey.end.name, rest: otherSteps(journey) };
  const isSelected = ({ node }: PlacedNode): boolean =>
    selected !== undefined && node.column === selected.column && node.step?.step === selected.step;
  return (
    <svg
      className={css["picture"]}
      width={picture.width}
      height={picture.height + 4}
      role="group"
      aria-label={`${formatCount(journey.visits)} ${unit} step by step; choose a step for its figures`}
    >
      <defs>
        <linearGradient id={fade}>
          <stop offset="0" className={css["fadeStart"]} />
          <stop offset="1" className={css["fadeEnd"]} />
        </linearGradient>
      </defs>
      <Heads journey={journey} unit={unit} picture={picture} />
      {picture.bands.map((placed) => (
        <Band
          key={`${placed.band.from}|${placed.band.to}`}
          placed={placed}
          isSelected={isSelected(placed.from) || isSelected(placed.to)}
          words={words}
          unit={unit}
        />
      ))}
      {picture.nodes.map((placed) =>
        placed.fading === "" ? null : (
          <path key={placed.node.key} d={placed.fading} fill={`url(#${fade})`}>
            <title>{fadingTitle(placed.node, last)}</title>
          </path>
        ),
      )}
      {picture.nodes.map((placed) => (
        <Node
          key={placed.node.key}
          placed={placed}
          words={words}
          unit={unit}
          letters={Math.max(6, Math.floor(Math.min(picture.step - 10, picture.width - placed.x0) / 7))}
          isSelected={isSelected(placed)}
          onSelect={onSelect}
        />
      ))}
    </svg>
  );
}

const lastColumn = ({ nodes }: SankeyPicture): number => Math.max(...nodes.map(({ node }) => node.column));

const fadingTitle = ({ fading, column }: PlacedNode["node"], last: number): string =>
  column === last - 1
    ? `${formatCount(fading)} left here or at a later step`
    : `${formatCount(fading)} came no further`;

function Heads({
  journey,
  unit,
  picture,
}: Pick<ColumnsDrawingProps, "journey" | "unit" | "picture">): JSX.Element {
  const places = [...new Map(picture.nodes.map(({ node, x0 }) => [node.column, x0]))];
  const last = lastColumn(picture);
  return (
    <>
      {places.map(([column, x]) => (
        <text key={column} x={x} y={headHeight - 28}>
          <tspan>{column === last ? "End of visit" : `Step ${column + 1}`}</tspan>
          <tspan className={css["strong"]} x={x} dy={15}>
            {column === last ? `all ${unit}` : headOf(journey, column, unit)}
          </tspan>
        </text>
      ))}
    </>
  );
}

const headOf = ({ columns }: JourneyColumnsResult, column: number, unit: PathUnit): string => {
  const count = formatCount(columns[column]?.visits ?? 0);
  return column === 0 ? `${count} ${unit}` : `${count} go on`;
};

function Band({
  placed: { band, from, to, d },
  isSelected,
  words,
  unit,
}: {
  readonly placed: PlacedBand;
  readonly isSelected: boolean;
  readonly words: Words;
  readonly unit: PathUnit;
}): JSX.Element {
  const names = [from, to].map(({ node }) => nameOf(node.kind, node.step?.step, words));
  const facts = [
    `${formatCount(band.visits)} ${unit}`,
    `${formatShare(shareOf(band.visits, from.node.visits))}`,
    ...(band.medianMs === null ? [] : [`median ${formatDuration(band.medianMs)}`]),
    ...((band.errors ?? 0) === 0 ? [] : [`${formatShare(shareOf(band.errors!, band.visits))} with errors`]),
  ];
  return (
    <path
      className={classes(
        css["band"],
        css[band.kind],
        isFailing(band) && css["failing"],
        isSelected && css["selected"],
      )}
      d={d}
    >
      <title>{`${names.join(" → ")}: ${facts.join(", ")}`}</title>
    </path>
  );
}

/** Of what is not a step of its own. */
interface Words {
  readonly end: string;
  /** Of all small steps of a column. */
  readonly rest: string;
}

/** What a node stands for, in words. */
function nameOf(kind: SankeyKind, step: string | null | undefined, { end, rest }: Words): string {
  if (kind === "step") return step ?? rest;
  if (kind === "done" || kind === "completed") return end;
  return kind === "open" ? "still open" : kind;
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly words: Words;
  readonly unit: PathUnit;
  readonly letters: number;
  readonly isSelected: boolean;
  readonly onSelect: (selected: Selected | undefined) => void;
}

function Node(props: NodeProps): JSX.Element {
  const { placed, words, unit, letters, isSelected, onSelect } = props;
  const { node } = placed;
  const step = node.step?.step ?? undefined;
  if (step === undefined)
    return (
      <Bar placed={placed} name={nameOf(node.kind, node.step?.step, words)} letters={letters} unit={unit} />
    );
  const toggle = (): void => onSelect(isSelected ? undefined : { column: node.column, step });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle();
  };
  return (
    <g
      className={classes(css["step"], isSelected && css["selected"])}
      role="button"
      tabIndex={0}
      aria-pressed={isSelected}
      aria-label={`${step}, step ${node.column + 1}, ${formatCount(node.visits)} ${unit}`}
      onClick={toggle}
      onKeyDown={onKeyDown}
    >
      <Bar placed={placed} name={step} letters={letters} unit={unit} />
    </g>
  );
}

function Bar({
  placed: { node, x0, x1, y0, y1 },
  name,
  letters,
  unit,
}: {
  readonly placed: PlacedNode;
  readonly name: string;
  readonly letters: number;
  readonly unit: PathUnit;
}): JSX.Element {
  const returns = node.step === undefined ? 0 : (shareOf(node.step.returns, node.visits) ?? 0);
  const count = formatCount(node.visits);
  const again = returns < 0.005 ? "" : ` ↺ ${formatShare(returns)}`;
  const room = Math.max(4, letters - count.length - again.length - 1);
  const shown = name.length > room ? `${name.slice(0, room - 1)}…` : name;
  return (
    <>
      <rect
        className={css["reach"]}
        x={x0 - 3}
        y={y0 - 18}
        width={Math.max(40, (shown.length + count.length + 1) * 7)}
        height={y1 - y0 + 21}
      />
      <rect
        className={classes(css["bar"], css[node.kind], node.step?.step === null && css["other"])}
        x={x0}
        y={y0}
        width={x1 - x0}
        height={Math.max(1, y1 - y0)}
        rx="1.5"
      />
      <text x={x0} y={y0 - 6}>
        <tspan className={css["strong"]}>{shown}</tspan> {count}
        {again !== "" && <tspan className={css["again"]}>{again}</tspan>}
        <title>
          {again === ""
            ? `${name}: ${count} ${unit}`
            : `${name}: ${count} ${unit}, ${formatShare(returns)} of them had been at this step before`}
        </title>
      </text>
    </>
  );
}
