// The calls of the map: curves, with a sign where they fail or are slower than before.
import type { JSX } from "react";

import type { MapLayout } from "../../../draw/service-map-layout.ts";
import { classes } from "../../../ui/classes.ts";
import css from "./map-edges.module.css";
import type { ModelEdge } from "./map-model.ts";

export interface MapEdgesProps {
  readonly layout: MapLayout<ModelEdge>;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  /** Whether a node is not what the viewer looks for. */
  readonly isFaint: (id: string) => boolean;
  readonly onHover: (key: string | undefined) => void;
}

export function MapEdges({ layout, selected, hovered, isFaint, onHover }: MapEdgesProps): JSX.Element {
  return (
    <>
      {layout.edges.map(({ edge, d, x, y }) => (
        <Edge
          key={edge.key}
          edge={edge}
          d={d}
          mid={{ x, y }}
          isStrong={edge.key === hovered || edge.caller === selected || edge.callee === selected}
          isFaint={isFaint(edge.caller) || isFaint(edge.callee)}
          onHover={onHover}
        />
      ))}
    </>
  );
}

function Edge({
  edge,
  d,
  mid,
  isStrong,
  isFaint,
  onHover,
}: {
  readonly edge: ModelEdge;
  readonly d: string;
  readonly mid: { readonly x: number; readonly y: number };
  readonly isStrong: boolean;
  readonly isFaint: boolean;
  readonly onHover: (key: string | undefined) => void;
}): JSX.Element {
  const { tone } = edge;
  return (
    <g
      className={classes(css["edge"], css[tone], isStrong && css["strong"], isFaint && css["faint"])}
      data-edge={edge.key}
      onPointerEnter={() => onHover(edge.key)}
      onPointerLeave={() => onHover(undefined)}
    >
      <path className={css["line"]} d={d} style={{ strokeWidth: edge.width }} />
      <path className={css["hit"]} d={d} />
      {tone === "bad" && (
        <path
          className={css["mark"]}
          transform={`translate(${mid.x - 6} ${mid.y - 6})`}
          d="M3.6.4h4.8L11.6 3.6v4.8L8.4 11.6H3.6L.4 8.4V3.6zM4 4l4 4M8 4 4 8"
        />
      )}
      {tone === "slow" && (
        <path
          className={css["mark"]}
          transform={`translate(${mid.x - 6} ${mid.y - 6})`}
          d="M6 .8 11.7 11H.3zM6 4.3v3M6 9v.01"
        />
      )}
    </g>
  );
}
