import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { ui } from "../../../ui/styles.ts";

/** The way to the editor, for those who may change rules. */
export function NewRuleLink({ mayChange }: { readonly mayChange: boolean | undefined }): JSX.Element | null {
  if (mayChange !== true) return null;
  return (
    <Link className={ui.button["primary"]} to="/alerts/rules/$id" params={{ id: "new" }}>
      New rule
    </Link>
  );
}
