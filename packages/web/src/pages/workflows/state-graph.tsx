// The state graph: states with their open and stuck instances, transitions with count and median time. `↵` selects, arrow keys walk.
import type { WorkflowState } from "contract";
import { useMemo, useRef, type JSX, type KeyboardEvent } from "react";

import {
  type Heading,
  type PlacedEdge,
  type PlacedState,
  startState,
} from "../../draw/state-graph-shapes.ts";
import { layoutStateGraph } from "../../draw/state-graph.ts";
import type { Late } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { ListExport } from "../../ui/list/list-export.tsx";
import { ui } from "../../ui/styles.ts";
import { useSize } from "../../ui/use-size.ts";
import { type ModelEdge, toGraphModel } from "./graph-model.ts";
import { stuckCount, type TypeResult } from "./late-type.ts";
import { transitionName } from "./transition-key.ts";
import { stateColumns } from "./state-columns.ts";
import css from "./state-graph.module.css";

export interface StateGraphProps {
  readonly result: TypeResult;
  /** A selected state, or the key of a selected transition. */
  readonly state: string | undefined;
  readonly step: string | undefined;
  readonly onState: (state: string | undefined) => void;
  readonly onStep: (key: string | undefined) => void;
}

export function StateGraph(props: StateGraphProps): JSX.Element {
  const { result, state, step, onState, onStep } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const model = useMemo(() => toGraphModel(result), [result]);
  const picture = useMemo(() => layoutStateGraph({ ...model, width }), [model, width]);
  const byName = new Map(result.states.map((one) => [one.state, one]));
  return (
    <>
      {width > 0 && width < picture.width && (
        <p className={classes(ui.text["dim"], css["note"])}>Scroll sideways for later states →</p>
      )}
      <div className={ui.screen["scrollX"]} ref={scroller}>
        <svg
          className={css["graph"]}
          width={picture.width}
          height={picture.height}
          role="group"
          aria-label={`States of ${result.summary.type}; choose a state or a transition for its figures`}
        >
          {picture.edges.map((placed) => (
            <Edge
              key={`${placed.edge.from}\n${placed.edge.to}`}
              placed={placed}
              selected={(placed.edge as ModelEdge).key === step}
              faded={step !== undefined && (placed.edge as ModelEdge).key !== step}
              onStep={onStep}
            />
          ))}
          {picture.states.map((placed) => (
            <State
              key={placed.state}
              placed={placed}
              figures={byName.get(placed.state)}
              selected={placed.state === state}
              late={result.late}
              onState={onState}
            />
          ))}
        </svg>
      </div>
      <Legend edges={model.edges} />
      <ListExport
        label="States"
        columns={stateColumns(result.late)}
        rows={result.states}
        keyOf={({ state: name }) => name}
      />
    </>
  );
}

/** `↵` selects; arrow keys go from one state or transition to the next in the order of the picture. */
function keysOf(select: () => void): (event: KeyboardEvent<SVGGElement>) => void {
  return (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const items = [...(event.currentTarget.parentNode?.querySelectorAll<SVGGElement>("[role=button]") ?? [])];
    const at = items.indexOf(event.currentTarget);
    if (step !== undefined) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === "Enter" || event.key === " ") select();
    else return;
    event.preventDefault();
  };
}

function State({
  placed,
  figures,
  selected,
  late,
  onState,
}: {
  readonly placed: PlacedState;
  readonly figures: WorkflowState | undefined;
  readonly selected: boolean;
  readonly late: Late | undefined;
  readonly onState: StateGraphProps["onState"];
}): JSX.Element {
  const { x, y, width, height, state } = placed;
  if (state === startState || figures === undefined) {
    return (
      <circle className={css["start"]} cx={x + width / 2} cy={y + height / 2} r={width / 2}>
        <title>Start</title>
      </circle>
    );
  }
  const toggle = (): void => onState(selected ? undefined : state);
  const letters = Math.floor((width - 20) / 7.2);
  const name = state.length > letters ? `${state.slice(0, letters - 1)}…` : state;
  return (
    <g
      className={classes(
        css["state"],
        selected && css["selected"],
        figures.stuck > 0 && css["stuck"],
        figures.entries === 0 && figures.open === 0 && figures.ended === 0 && css["unused"],
      )}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={stateLabel(figures, late)}
      onClick={toggle}
      onKeyDown={keysOf(toggle)}
    >
      <title>{stateLabel(figures, late)}</title>
      <rect x={x} y={y} width={width} height={height} rx="6" />
      <text className={css["name"]} x={x + 10} y={y + 19}>
        {name}
      </text>
      <StateFigures figures={figures} x={x + 10} y={y + 36} />
    </g>
  );
}

function StateFigures({
  figures: { open, stuck, ended },
  x,
  y,
}: {
  readonly figures: WorkflowState;
  readonly x: number;
  readonly y: number;
}): JSX.Element {
  return (
    <text className={css["figures"]} x={x} y={y}>
      {open > 0 && <tspan>{formatCount(open)} now</tspan>}
      {stuck > 0 && <tspan className={css["bad"]}>{` ▲ ${formatCount(stuck)} stuck`}</tspan>}
      {open === 0 && ended > 0 && <tspan>{formatCount(ended)} ended</tspan>}
      {open === 0 && ended === 0 && <tspan className={css["none"]}>none now</tspan>}
    </text>
  );
}

function stateLabel(
  { state, open, stuck, ended, medianMs, declared }: WorkflowState,
  late: Late | undefined,
): string {
  const word = late === undefined ? `${formatCount(stuck)} stuck` : `stuck ${stuckCount(stuck, late)}`;
  const time = medianMs === null ? "" : `, median time in it ${formatDuration(medianMs)}`;
  return `${state}: ${formatCount(open)} now, ${word}, ${formatCount(ended)} ended${time}${declared ? "" : ", not declared"}`;
}

function Edge({
  placed,
  selected,
  faded,
  onStep,
}: {
  readonly placed: PlacedEdge;
  readonly selected: boolean;
  readonly faded: boolean;
  readonly onStep: StateGraphProps["onStep"];
}): JSX.Element {
  const { d, tipX, tipY, heading, label } = placed;
  const edge = placed.edge as ModelEdge;
  const className = classes(css["edge"], css[edge.kind], selected && css["selected"], faded && css["faded"]);
  const drawing = (
    <>
      <path className={css["reach"]} d={d} />
      <path className={css["line"]} d={d} style={{ strokeWidth: edge.thickness }} />
      <path className={css["arrow"]} d={arrowPath(heading, tipX, tipY)} />
      <Label
        lines={placed.isLoop || label.height <= 14 ? [edge.label.join(" · ")] : edge.label}
        box={label}
      />
    </>
  );
  if (edge.transition === undefined) {
    return (
      <g className={className}>
        <title>{edgeTitle(edge)}</title>
        {drawing}
      </g>
    );
  }
  const toggle = (): void => onStep(selected ? undefined : edge.key);
  return (
    <g
      className={className}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={edgeTitle(edge)}
      onClick={toggle}
      onKeyDown={keysOf(toggle)}
    >
      <title>{edgeTitle(edge)}</title>
      {drawing}
    </g>
  );
}

function Label({
  lines,
  box,
}: {
  readonly lines: readonly string[];
  readonly box: PlacedEdge["label"];
}): JSX.Element {
  const middle = box.x + box.width / 2;
  if (box.height === 0) return <></>;
  return (
    <>
      <rect
        className={css["ground"]}
        x={box.x - 3}
        y={box.y - 1}
        width={box.width + 6}
        height={box.height + 2}
        rx="2"
      />
      <text textAnchor="middle">
        {lines.map((line, at) => (
          <tspan
            key={line}
            x={middle}
            y={box.y + 11 + at * 14}
            className={at === 0 ? css["count"] : undefined}
          >
            {line}
          </tspan>
        ))}
      </text>
    </>
  );
}

/** A triangle whose tip is at the place. */
function arrowPath(heading: Heading, x: number, y: number): string {
  const shapes = { right: "l-8,-4.5v9z", left: "l8,-4.5v9z", down: "l-4.5,-8h9z", up: "l-4.5,8h9z" };
  return `M${x},${y}${shapes[heading]}`;
}

function edgeTitle({ kind, count, transition, ...edge }: ModelEdge): string {
  const name = transitionName(edge);
  if (kind === "never") return `${name}: declared, did not happen`;
  if (transition === undefined) return `${name}: ${formatCount(count)} ended`;
  const parts = [
    formatCount(count),
    transition.illegal > 0 ? `${formatCount(transition.illegal)} illegal` : "",
    transition.beganBefore > 0 ? "began before the stored data" : "",
    transition.returns > 0 ? `${formatCount(transition.returns)} returns` : "",
    transition.medianMs === null ? "" : `median ${formatDuration(transition.medianMs)}`,
  ];
  return `${name}: ${parts.filter((part) => part !== "").join(", ")}`;
}

const legend: readonly (readonly [ModelEdge["kind"], string])[] = [
  ["legal", "transition"],
  ["returned", "return"],
  ["illegal", "illegal"],
  ["unknown", "began before"],
  ["end", "end"],
  ["never", "declared, never happened"],
];

/** Only the kinds that are in the picture. */
function Legend({ edges }: { readonly edges: readonly ModelEdge[] }): JSX.Element {
  return (
    <p className={css["legend"]} aria-hidden="true">
      {legend
        .filter(([kind]) => edges.some((edge) => edge.kind === kind))
        .map(([kind, word]) => (
          <span key={kind}>
            <svg width="22" height="8" className={classes(css["edge"], css[kind])}>
              <path className={css["line"]} d="M0,4h22" style={{ strokeWidth: 2 }} />
            </svg>
            {word}
          </span>
        ))}
    </p>
  );
}
