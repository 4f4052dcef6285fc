// What this process remembers of people's steps, of workflows and of transactions that were handed on is the process's; a test begins without it.
import { endedHandoffs } from "./ended-handoffs.ts";
import { lastSteps } from "./journey-record.ts";
import { progress } from "./workflow-state.ts";

/** Forgets every instance, in all copies of the library. */
export function forgetInstances(): void {
  lastSteps.users.clear();
  lastSteps.sessions.clear();
  progress.clear();
  endedHandoffs.clear();
}
