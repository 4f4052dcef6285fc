// Clocks that disagree, above the waterfall: which processes, by how much, and whether the times shown are as recorded or adjusted.
import type { Trace } from "contract";
import type { JSX } from "react";

import type { ProcessClock } from "../../draw/clock-skew.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import type { TraceModel } from "./trace-model.ts";
import css from "./trace.module.css";
import { useTraceSearch } from "./use-trace-search.ts";

/** Nothing while all times are possible. */
export function ClockNote({ model }: { readonly model: TraceModel }): JSX.Element | null {
  const [, change] = useTraceSearch();
  const { clocks, isContradictory } = model.skew;
  const first = clocks[0];
  if (first === undefined) return null;
  const { resources } = model.trace;
  const rest = clocks.length - 1;
  return (
    <p className={classes(ui.note["note"], css["truncated"])} role="note" aria-label="Clock skew">
      <Status kind="warn">clock skew</Status>
      <span className={ui.note["text"]} title={clocks.map((clock) => sentence(clock, resources)).join("\n")}>
        {model.isAdjusted
          ? `Times of ${formatCount(clocks.length)} ${clocks.length === 1 ? "process" : "processes"} are adjusted: ${sentence(first, resources)}`
          : sentence(first, resources)}
        {rest > 0 ? `, and ${formatCount(rest)} more` : ""}
        {isContradictory ? ". No constant shift explains all spans" : ""}
      </span>
      <button
        type="button"
        className={ui.button["quiet"]}
        onClick={() => change({ clocks: model.isAdjusted ? undefined : "adjusted" })}
      >
        {model.isAdjusted ? "Show as recorded" : "Adjust times"}
      </button>
    </p>
  );
}

/** `cart (cart-7) is at least 35 ms behind web; 12 spans show it` */
function sentence(
  { process, service, againstService, shiftMs, contradictions }: ProcessClock,
  resources: Trace["resources"],
): string {
  const instance = nameOf(resources[process] ?? {});
  const direction = shiftMs > 0 ? "behind" : "ahead of";
  const spans = `${formatCount(contradictions)} ${contradictions === 1 ? "span shows" : "spans show"} it`;
  return `${service}${instance === "" ? "" : ` (${instance})`} is at least ${formatDuration(Math.abs(shiftMs))} ${direction} ${againstService}; ${spans}`;
}

function nameOf(resource: Trace["resources"][string]): string {
  const key = ["service.instance.id", "host.name", "process.pid"].find((one) => resource[one] !== undefined);
  return key === undefined ? "" : valueText(resource[key]!);
}
