import type { CSSProperties, JSX } from "react";

import { classes } from "./classes.ts";
import { serviceColor } from "./service-color.ts";
import css from "./service-name.module.css";
import { ui } from "./styles.ts";

/** A service: its colour and its name. */
export function ServiceName({
  name,
  className,
}: {
  readonly name: string;
  readonly className?: string | undefined;
}): JSX.Element {
  return (
    <span
      className={classes(css["service"], className)}
      style={{ "--c": serviceColor(name) } as CSSProperties}
      title={name === "" ? undefined : name}
    >
      <span className={ui.text["ellip"]}>{name === "" ? "unknown service" : name}</span>
    </span>
  );
}
