// What the live button says.
import { hasReceived, type LiveState } from "../../state/live.ts";

export const liveWords = {
  live: ["Live", "New data is shown automatically. Press to pause (p)"],
  paused: ["Paused", "Updates are paused. Press to continue (p)"],
  still: ["Fixed", "A fixed time range does not change"],
  waiting: ["Waiting", "Nothing received in the last minute"],
  lost: ["Offline", "The console does not answer. The page retries automatically"],
  lostPaused: [
    "Offline, paused",
    "The console does not answer, and updates are paused. Press to continue (p)",
  ],
} as const;

export function liveStatusOf({
  connection,
  paused,
  ...received
}: LiveState): "live" | "paused" | "waiting" | "lost" | "lostPaused" {
  if (connection === "lost") return paused ? "lostPaused" : "lost";
  if (paused) return "paused";
  return hasReceived(received) ? "live" : "waiting";
}
