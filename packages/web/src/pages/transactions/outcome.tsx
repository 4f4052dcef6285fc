// Outcomes as a status. Abandoned is grey: it is not an error.
import type { Outcome } from "contract";
import type { JSX } from "react";

import { Status, type StatusKind } from "../../ui/status.tsx";

const kinds: Readonly<Record<Outcome, StatusKind>> = {
  completed: "ok",
  failed: "error",
  abandoned: "off",
  open: "info",
};

export function OutcomeStatus({
  outcome,
  className,
}: {
  readonly outcome: Outcome;
  readonly className?: string | undefined;
}): JSX.Element {
  return (
    <Status kind={kinds[outcome]} className={className}>
      {outcome}
    </Status>
  );
}
