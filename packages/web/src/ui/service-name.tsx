import type { CSSProperties, JSX } from "react";

import { serviceColor } from "./service-color.ts";

/** A service: its colour and, always beside it, its name. */
export function ServiceName({ name }: { readonly name: string }): JSX.Element {
  return (
    <span className="svc" style={{ "--c": serviceColor(name) } as CSSProperties}>
      <span className="ellip">{name === "" ? "unknown service" : name}</span>
    </span>
  );
}
