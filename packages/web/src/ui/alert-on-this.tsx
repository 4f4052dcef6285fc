// "Alert on this": opens the editor of rules with what a page shows as the source of a new rule.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import type { RuleDraft } from "../lib/rule-draft.ts";
import { ruleScopeOf, type PageScope } from "../lib/rule-scope.ts";
import { classes } from "./classes.ts";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface AlertOnThisProps {
  readonly draft: RuleDraft;
  /** What restricts the data of the page besides its source; the rule gets the same conditions, and the editor names those it cannot have. */
  readonly scope?: PageScope | undefined;
  /** What else of the page a rule cannot have, in words. */
  readonly without?: readonly string[];
  /** In a row: an icon, whose name says what it is about. */
  readonly about?: string;
}

export function AlertOnThis({ draft, scope = {}, without = [], about }: AlertOnThisProps): JSX.Element {
  const { name, on, window: over, groupBy = [], when } = draft;
  const { where, left: conditions } = ruleScopeOf(scope);
  const left = [...conditions, ...without];
  const rule = {
    name,
    ...(on !== undefined && { on: withWhere(on, where) }),
    ...(over !== undefined && { window: over }),
    ...(groupBy.length > 0 && { groupBy }),
    when,
  };
  const search = { rule: JSON.stringify(rule), without: left.length === 0 ? undefined : left };
  const link = { to: "/alerts/rules/$id", params: { id: "new" }, search } as const;
  if (about !== undefined)
    return (
      <Link
        {...link}
        className={ui.button["icon"]}
        aria-label={`Alert on ${about}`}
        title={`Alert on ${about}`}
      >
        <Icon name="alerts" />
      </Link>
    );
  return (
    <Link {...link} className={classes(ui.button["quiet"], ui.screen["hidePhone"])}>
      <Icon name="alerts" />
      Alert on this
    </Link>
  );
}

function withWhere(
  on: NonNullable<RuleDraft["on"]>,
  where: Readonly<Record<string, string>>,
): NonNullable<RuleDraft["on"]> {
  const all = { ...where, ...(on["where"] as Readonly<Record<string, string>> | undefined) };
  return Object.keys(all).length === 0 ? on : { ...on, where: all };
}
