// A step in the builder: dragged to another place, moved by the arrow keys, or removed.
import { useState, type JSX, type KeyboardEvent } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import figures from "./step-figures.module.css";
import css from "./steps-builder.module.css";

interface StepChipProps {
  readonly step: string;
  /** Its place, from 0, of `count`. */
  readonly at: number;
  readonly count: number;
  /** Moves the step at `from` to the place `to`. */
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: () => void;
}

/** Of the data of a drag: a place in the list of steps. */
const dragType = "application/x-telltale-step";

export function StepChip({ step, at, count, onMove, onRemove }: StepChipProps): JSX.Element {
  const [isOver, setOver] = useState(false);
  const move = (event: KeyboardEvent): void => {
    const to = at + ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0);
    if (to === at || to < 0 || to >= count) return;
    event.preventDefault();
    onMove(at, to);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the button in it moves it by keys
    <li
      className={classes(isOver && css["over"])}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData(dragType, String(at));
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onMove(Number(event.dataTransfer.getData(dragType)), at);
      }}
    >
      <button
        type="button"
        className={css["handle"]}
        aria-label={`${step}, step ${at + 1} of ${count}: move with the arrow keys`}
        aria-keyshortcuts="ArrowLeft ArrowRight"
        title="Drag, or move with ← and →"
        onKeyDown={move}
      >
        <i className={figures["number"]}>{at + 1}</i>
        <span className={ui.text["ellip"]}>{step}</span>
      </button>
      <button
        type="button"
        className={ui.button["icon"]}
        aria-label={`Remove ${step}`}
        disabled={count <= 2}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
