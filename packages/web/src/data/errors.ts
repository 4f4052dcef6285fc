// Groups of errors: resolving, ignoring, reopening and assigning them.
import type { ErrorState, NewErrorState } from "contract";

import { send } from "./client.ts";

/** Changes what people decided about a group; what `change` does not name stays. @throws {ApiError} */
export async function changeErrorState(fingerprint: string, change: NewErrorState): Promise<ErrorState> {
  return send("PUT /api/errors/:fingerprint/state", { params: { fingerprint }, body: change });
}
