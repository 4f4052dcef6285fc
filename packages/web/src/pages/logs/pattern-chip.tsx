// The pattern of the address: its template, and a way back to all records.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./log-filters.module.css";
import { TemplateText } from "./template-text.tsx";

const route = getRouteApi("/logs");

export function PatternChip({ pattern }: { readonly pattern: string }): JSX.Element {
  const navigate = route.useNavigate();
  return (
    <span className={classes(ui.chip["chip"], css["pinned"], css["pattern"])} title={pattern}>
      pattern
      <span className={ui.text["ellip"]}>
        <TemplateText template={pattern} eventName="" />
      </span>
      <button
        type="button"
        aria-label="Remove pattern"
        onClick={() =>
          void navigate({ search: (previous) => ({ ...previous, pattern: undefined, records: undefined }) })
        }
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
