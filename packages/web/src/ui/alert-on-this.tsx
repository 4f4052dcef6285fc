// "Alert on this": opens the editor of rules with what a page shows as the source of a new rule.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { classes } from "./classes.ts";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface AlertOnThisProps {
  /** Name of the new rule. */
  readonly name: string;
  /** What it looks at, with the fields of a file of rules. */
  readonly on: Readonly<Record<string, unknown>>;
  readonly when: Readonly<Record<string, unknown>>;
  readonly window?: string;
  readonly groupBy?: readonly string[] | undefined;
}

export function AlertOnThis({ name, on, when, window: over, groupBy }: AlertOnThisProps): JSX.Element {
  const rule = {
    name,
    on,
    ...(over === undefined ? {} : { window: over }),
    ...(groupBy === undefined || groupBy.length === 0 ? {} : { groupBy }),
    when,
  };
  return (
    <Link
      className={classes(ui.button["quiet"], ui.screen["hidePhone"])}
      to="/alerts/rules/$id"
      params={{ id: "new" }}
      search={{ rule: JSON.stringify(rule) }}
    >
      <Icon name="alerts" />
      Alert on this
    </Link>
  );
}
