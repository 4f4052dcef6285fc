import type { ErrorState } from "contract";
import type { JSX } from "react";

import { Status, type StatusKind } from "../../ui/status.tsx";

const kinds: Readonly<Record<ErrorState["state"], StatusKind>> = {
  open: "info",
  resolved: "ok",
  ignored: "off",
};

/** The state of a group: shape and word. A group that is open again says so. */
export function StateWord({ state: { state, reopened } }: { readonly state: ErrorState }): JSX.Element {
  return <Status kind={reopened ? "warn" : kinds[state]}>{reopened ? "reopened" : state}</Status>;
}
