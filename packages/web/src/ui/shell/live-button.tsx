import type { JSX } from "react";

import { isMoving } from "../../lib/time-range.ts";
import { togglePaused, useLive } from "../../state/live.ts";
import { useScope } from "../../state/scope.ts";
import css from "./live-button.module.css";
import { liveStatusOf, liveWords } from "./live-status.ts";

/** Shows whether live updates are on, and pauses them. */
export function LiveButton(): JSX.Element {
  const status = useLive(liveStatusOf);
  const isPaused = useLive(({ paused }) => paused);
  const { range } = useScope();
  const shown = status === "live" && !isMoving(range) ? "still" : status;
  const [word, title] = liveWords[shown];
  return (
    <button
      type="button"
      className={css["live"]}
      data-state={states[shown]}
      title={title}
      aria-pressed={!isPaused}
      onClick={togglePaused}
    >
      <i />
      {word}
    </button>
  );
}

/** How each looks. */
const states = {
  live: "live",
  paused: "paused",
  still: "paused",
  waiting: "waiting",
  lost: "lost",
  lostPaused: "lost",
} as const;
