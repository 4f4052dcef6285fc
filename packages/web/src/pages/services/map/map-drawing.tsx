// The drawing of the map: nodes as boxes, calls as curves; pan, zoom, selection and keys.
import { useMemo, useRef, useState, type CSSProperties, type JSX, type ReactNode } from "react";

import { box } from "../../../draw/service-map-box.ts";
import type { MapLayout } from "../../../draw/service-map-layout.ts";
import { useSize } from "../../../ui/use-size.ts";
import type { ShareOf } from "../use-business.ts";
import { EdgeTip } from "./edge-tip.tsx";
import css from "./map-drawing.module.css";
import { MapEdges } from "./map-edges.tsx";
import type { ModelEdge, ModelGraph } from "./map-model.ts";
import { MapNodeBox } from "./map-node.tsx";
import { MapZoom } from "./map-zoom.tsx";
import { useMapKeys } from "./use-map-keys.ts";
import { useMapView } from "./use-map-view.ts";

export interface MapDrawingProps {
  readonly graph: ModelGraph;
  readonly layout: MapLayout<ModelEdge>;
  /** What is shown: another value fits the picture anew. */
  readonly shown: string;
  readonly selected: string | undefined;
  /** The key of the call that the pointer is over, in the drawing or in the table beside. */
  readonly hovered: string | undefined;
  /** Whether a node matches the search. */
  readonly matches: (id: string) => boolean;
  readonly business: ShareOf | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onHover: (key: string | undefined) => void;
  /** What lies over the upper right corner. */
  readonly children?: ReactNode;
}

const [minHeight, mostHeight] = [320, 640];
/** Names are at least this large on the screen. */
const minName = 10.5;

/** As high as the picture is at full width. */
function heightOf(layout: MapLayout, width: number): number {
  const fitted = layout.height * Math.min(1, width / layout.width);
  return Math.round(Math.min(mostHeight, Math.max(minHeight, fitted + 40)));
}

export function MapDrawing(props: MapDrawingProps): JSX.Element {
  const { graph, layout, shown, selected, hovered, matches, business, onSelect, onHover } = props;
  const container = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const { width } = useSize(container);
  const height = heightOf(layout, width);
  const control = useMapView(svg, layout, { width, height }, shown);
  const onKeyDown = useMapKeys({ layout, control, selected, onSelect });
  const [at, setAt] = useState({ x: 0, y: 0 });
  const byId = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph]);
  const tip = layout.edges.find(({ edge }) => edge.key === hovered)?.edge;
  const { k, x, y } = control.view;
  const isSmall = k < 0.8;
  const near = useMemo(() => nearOf(layout, selected), [layout, selected]);
  const isFaint = (id: string): boolean => !matches(id) || (near !== undefined && !near.has(id));
  const nameSize = { "--name-size": `${Math.min(17, Math.max(12, minName / k))}px` } as CSSProperties;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={css["map"]}
      ref={container}
      style={{ height }}
      role="group"
      aria-label={`Service map: ${layout.nodes.length} nodes, ${layout.edges.length} calls. Arrow keys move between nodes.`}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect();
        setAt({ x: event.clientX - left, y: event.clientY - top });
      }}
    >
      <svg ref={svg} width={width} height={height} aria-hidden="true" {...control.pointer}>
        <g transform={`translate(${x} ${y}) scale(${k})`}>
          <MapEdges
            layout={layout}
            selected={selected}
            hovered={hovered}
            isFaint={isFaint}
            onHover={onHover}
          />
        </g>
      </svg>
      <div
        className={css["nodes"]}
        style={{ transform: `translate(${x}px, ${y}px) scale(${k})`, ...nameSize }}
      >
        {layout.nodes.map((placed, index) => {
          const node = byId.get(placed.id);
          return node === undefined ? null : (
            <MapNodeBox
              key={placed.id}
              node={node}
              x={placed.x - box.width / 2}
              y={placed.y - box.height / 2}
              isSelected={placed.id === selected}
              isTabStop={selected === undefined ? index === 0 : placed.id === selected}
              isFaint={isFaint(placed.id)}
              isSmall={isSmall}
              onSelect={onSelect}
            />
          );
        })}
      </div>
      <MapZoom control={control} />
      {props.children}
      {tip !== undefined && (
        <EdgeTip edge={tip} nodes={byId} at={at} width={width} business={business?.(tip.key)} />
      )}
    </div>
  );
}

/** The selected node and those that it calls or that call it; `undefined` without a selection. */
function nearOf(layout: MapLayout, selected: string | undefined): ReadonlySet<string> | undefined {
  if (selected === undefined) return undefined;
  const ends = layout.edges
    .map(({ edge }) => edge)
    .filter((edge) => [edge.caller, edge.callee].includes(selected));
  return new Set([selected, ...ends.flatMap(({ caller, callee }) => [caller, callee])]);
}
