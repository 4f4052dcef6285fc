// The sign of each kind of node, 14 px: a square of its colour for a service, else a drawing.
import type { GraphNodeKind } from "contract";
import type { JSX } from "react";

import { serviceColor } from "../../../ui/service-color.ts";

export function NodeIcon({
  kind,
  name,
}: {
  readonly kind: GraphNodeKind;
  readonly name: string;
}): JSX.Element {
  const line = { fill: "none", stroke: "var(--ink-3)", strokeWidth: 1.3 } as const;
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {kind === "service" && (
        <rect
          x="3"
          y="3"
          width="8"
          height="8"
          rx="1.5"
          style={{ fill: name === "" ? "var(--ink-3)" : serviceColor(name) }}
        />
      )}
      {kind === "database" && (
        <path
          d="M2.5 3.5c0-1 2-1.8 4.5-1.8s4.5.8 4.5 1.8v7c0 1-2 1.8-4.5 1.8s-4.5-.8-4.5-1.8zM2.5 3.5c0 1 2 1.8 4.5 1.8s4.5-.8 4.5-1.8M2.5 7c0 1 2 1.8 4.5 1.8S11.5 8 11.5 7"
          {...line}
        />
      )}
      {kind === "queue" && <path d="M1.5 3.5h11v7h-11zM5.2 3.5v7M8.8 3.5v7" {...line} />}
      {kind === "external" && (
        <path d="M6 2.5H2.5v9h9V8M8 2.5h3.5V6M11.2 2.8 6.5 7.5" {...line} strokeLinecap="round" />
      )}
    </svg>
  );
}
