// The tooltip of a bar, an event or a log record on the lane, beside the pointer.
import type { CSSProperties, JSX } from "react";

import type { Hit } from "../../draw/hit.ts";
import { eventAt } from "../../draw/lane.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { valueText } from "../../lib/value-text.ts";
import css from "./lane-tip.module.css";
import { ui } from "../../ui/styles.ts";
import { classes } from "../../ui/classes.ts";

export interface LaneTipProps {
  readonly hit: Hit;
  readonly x: number;
  readonly y: number;
  readonly originNs: bigint;
}

export function LaneTip({ hit, x, y, originNs }: LaneTipProps): JSX.Element {
  const left = x > innerWidth - 320;
  const style: CSSProperties = {
    top: Math.min(y + 14, innerHeight - 120),
    ...(left ? { right: innerWidth - x + 12 } : { left: x + 12 }),
  };
  return (
    <div className={css["tip"]} role="tooltip" style={style}>
      {hit.kind === "log" && <span>{hit.text}</span>}
      {hit.kind === "bar" && (
        <>
          <b>{hit.node.span.name}</b>
          <span className={ui.text["dim"]}>
            {hit.node.span.service} · {formatDuration(hit.node.end - hit.node.start)}, from +
            {formatDuration(hit.node.start)}
          </span>
        </>
      )}
      {hit.kind === "gap" && (
        <>
          <b>{formatDuration(hit.gap.end - hit.gap.start)} gap</b>
          <span className={ui.text["dim"]}>
            no child of {hit.node.span.name} ran, from +{formatDuration(hit.gap.start)}
          </span>
        </>
      )}
      {hit.kind === "event" && (
        <>
          <b>{hit.event.name}</b>
          <span className={ui.text["dim"]}>+{formatDuration(eventAt(hit.event, hit.node, originNs))}</span>
          {Object.entries(hit.event.attributes)
            .slice(0, 4)
            .map(([key, value]) => (
              <span key={key} className={classes(ui.text["mono"], ui.text["ellip"])}>
                {key}: {valueText(value)}
              </span>
            ))}
        </>
      )}
    </div>
  );
}
