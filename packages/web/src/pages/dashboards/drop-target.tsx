// A chart that another one can be dropped on while its dashboard is edited.
import { useState, type DragEvent, type JSX, type ReactNode } from "react";

import { classes } from "../../ui/classes.ts";
import css from "./one.module.css";

/** The type of what is dragged: the place of a chart. */
export const chartType = "application/x-telltale-chart";

export interface DropTargetProps {
  readonly at: number;
  readonly onMove: (from: number, to: number) => void;
  readonly children: ReactNode;
}

export function DropTarget({ at, onMove, children }: DropTargetProps): JSX.Element {
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={classes(css["target"], isOver && css["over"])}
      onDragOver={(event) => {
        if (!isChart(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        if (!isChart(event)) return;
        event.preventDefault();
        setOver(false);
        onMove(Number(event.dataTransfer.getData(chartType)), at);
      }}
    >
      {children}
    </div>
  );
}

function isChart({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes(chartType);
}
