import type { WorkflowRow } from "contract";
import type { JSX } from "react";

import type { Late } from "../../lib/completeness.ts";
import { lateEndLabel } from "../../ui/late-end.tsx";
import { Status } from "../../ui/status.tsx";
import { statusOf } from "./late-type.ts";

const kinds = { ended: "ok", stuck: "warn", open: "off", unknown: "unknown" } as const;

/** Ended, open, or stuck; whether an open one is stuck is unknown while records are late. */
export function InstanceStatus({
  instance,
  late,
}: {
  readonly instance: Pick<WorkflowRow, "ended" | "stuck">;
  readonly late: Late | undefined;
}): JSX.Element {
  const word = statusOf(instance, late);
  return (
    <Status
      kind={kinds[word]}
      title={word === "unknown" && late !== undefined ? lateEndLabel(late) : undefined}
    >
      {word}
    </Status>
  );
}
