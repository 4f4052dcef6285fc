import type { WorkflowRow } from "contract";
import type { JSX } from "react";

import { Status } from "../../ui/status.tsx";

/** Ended, open, or stuck. */
export function InstanceStatus({
  instance: { ended, stuck },
}: {
  readonly instance: Pick<WorkflowRow, "ended" | "stuck">;
}): JSX.Element {
  if (ended) return <Status kind="ok">ended</Status>;
  return stuck ? <Status kind="warn">stuck</Status> : <Status kind="off">open</Status>;
}
