// From a group to its traces: the list, with the value as one more condition.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JSX, ReactNode } from "react";

import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/traces");

export function GroupLink({
  by,
  value,
  children,
}: {
  readonly by: string;
  readonly value: string;
  readonly children: ReactNode;
}): JSX.Element {
  const search = route.useSearch();
  const condition = `${by}=${value}`;
  return (
    <Link
      to="/traces"
      search={{
        ...search,
        filter: [...new Set([...(search.filter ?? []), condition])],
        view: undefined,
      }}
      className={classes(ui.table["rowLink"], ui.text["ellip"])}
      title={value}
    >
      {children}
    </Link>
  );
}
