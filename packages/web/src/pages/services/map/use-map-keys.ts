// Keys of the map: arrows move the selection to the nearest node in that direction, with shift they pan; + − 0 zoom; esc clears.
import type { KeyboardEvent } from "react";

import { nearestNode, type MapDirection } from "../../../draw/service-map-near.ts";
import type { MapLayout } from "../../../draw/service-map-layout.ts";
import type { MapViewControl } from "./use-map-view.ts";
import { zoomInStep, zoomOutStep } from "./zoom-steps.ts";

const directions: Readonly<Record<string, MapDirection>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const pans: Readonly<Record<MapDirection, readonly [number, number]>> = {
  left: [60, 0],
  right: [-60, 0],
  up: [0, 60],
  down: [0, -60],
};

export function useMapKeys({
  layout,
  control,
  selected,
  onSelect,
}: {
  readonly layout: MapLayout;
  readonly control: MapViewControl;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}): (event: KeyboardEvent<HTMLElement>) => void {
  const move = (map: HTMLElement, target: Element, direction: MapDirection): void => {
    const focused = target.closest<HTMLElement>("[data-node]")?.dataset["node"];
    const next = nearestNode(layout.nodes, focused ?? selected, direction);
    if (next === undefined) return;
    map.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus({ preventScroll: true });
    onSelect(next);
  };
  const acts: Readonly<Record<string, () => void>> = {
    "+": () => control.zoom(zoomInStep),
    "=": () => control.zoom(zoomInStep),
    "-": () => control.zoom(zoomOutStep),
    "0": control.fit,
    ...(selected === undefined ? {} : { Escape: () => onSelect(undefined) }),
  };
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    const act = acts[event.key];
    if (direction === undefined && act === undefined) return;
    if (direction === undefined) act?.();
    else if (event.shiftKey) control.pan(...pans[direction]);
    else move(event.currentTarget, event.target as Element, direction);
    event.preventDefault();
    event.stopPropagation();
  };
}
