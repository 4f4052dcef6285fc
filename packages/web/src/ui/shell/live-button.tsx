import type { JSX } from "react";

import { isMoving } from "../../lib/time-range.ts";
import { setPaused, useLive, type LiveState } from "../../state/live.ts";
import { useScope } from "../../state/scope.ts";
import css from "./live-button.module.css";

const words = {
  live: ["Live", "New data is shown automatically. Press to pause (p)"],
  paused: ["Paused", "Updates are paused. Press to continue (p)"],
  still: ["Fixed", "A fixed time range does not change"],
  waiting: ["Waiting", "Nothing received yet"],
  lost: ["Offline", "The console does not answer. The page retries automatically"],
} as const;

/** Shows whether live updates are on, and pauses them. */
export function LiveButton(): JSX.Element {
  const status = useLive(statusOf);
  const { range } = useScope();
  const shown = status === "live" && !isMoving(range) ? "still" : status;
  const [word, title] = words[shown];
  return (
    <button
      type="button"
      className={css["live"]}
      data-state={shown === "still" ? "paused" : shown}
      title={title}
      aria-pressed={status !== "paused"}
      onClick={() => setPaused(status !== "paused")}
    >
      <i />
      {word}
    </button>
  );
}

function statusOf({ connection, paused, pulses }: LiveState): "live" | "paused" | "waiting" | "lost" {
  if (connection === "lost") return "lost";
  if (paused) return "paused";
  return (pulses.at(-1)?.totalSpans ?? 0) === 0 ? "waiting" : "live";
}
