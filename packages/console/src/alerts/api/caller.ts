// Who calls, what they may change, and what they send.
import { callerOf } from "../../api/caller.ts";
import type { ApiContext } from "../../api/context.ts";
import { permits } from "../../auth/principal.ts";

export { callerOf, noteOf, readBody, tenantOf, versionOf } from "../../api/caller.ts";

/** Whether the caller may change rules and silences, and test channels. */
export function mayChange(context: ApiContext): boolean {
  return permits(callerOf(context).scope, "alerts");
}
