// A node of the map: its sign, its name, and its rate and errors below.
import type { JSX } from "react";

import { formatMeasure } from "../../../lib/format-measure.ts";
import { classes } from "../../../ui/classes.ts";
import { StatusMark } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./map-node.module.css";
import type { ModelNode } from "./map-model.ts";
import { NodeIcon } from "./node-icon.tsx";
import { kindWords } from "./node-words.ts";

export interface MapNodeBoxProps {
  readonly node: ModelNode;
  /** The upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly isFaint: boolean;
  /** Too little room for figures. */
  readonly isSmall: boolean;
  readonly onSelect: (id: string | undefined) => void;
}

export function MapNodeBox(props: MapNodeBoxProps): JSX.Element {
  const { node, x, y, isSelected, isTabStop, isFaint, isSmall, onSelect } = props;
  const { id, label, verdict, ratePerSecond, errorShare, isEstimate } = node;
  const { kind, name, p95Ms } = node.node;
  const rate = formatMeasure("requestRate", ratePerSecond, isEstimate);
  const errors = formatMeasure("errorShare", errorShare, isEstimate);
  const isSaid = verdict.state === "bad" || verdict.state === "unknown";
  const said = isSaid ? `${verdict.word}, ` : "";
  const words = `${label}, ${kindWords[kind]}: ${said}${rate}, ${errors} errors, p95 ${formatMeasure("latency.p95", p95Ms)}`;
  return (
    <button
      type="button"
      data-node={id}
      className={classes(
        css["node"],
        isSelected && css["selected"],
        isFaint && css["faint"],
        isSmall && css["small"],
      )}
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={words}
      title={words}
      style={{ left: x, top: y }}
      onClick={() => onSelect(isSelected ? undefined : id)}
    >
      <span className={css["head"]}>
        <NodeIcon kind={kind} name={name} />
        <span className={classes(ui.text["ellip"], css["name"])}>{label}</span>
        {isSaid && <StatusMark kind={verdict.kind} size={11} />}
      </span>
      <span className={css["figures"]}>
        {rate} · {errors}
      </span>
    </button>
  );
}
