// What this process remembers of people's steps and of workflows is the process's; a test begins without it.
import { lastSteps } from "./journey-record.ts";
import { progress } from "./workflow-state.ts";

/** Forgets every instance, in all copies of the library. */
export function forgetInstances(): void {
  lastSteps.users.clear();
  lastSteps.sessions.clear();
  progress.clear();
}
