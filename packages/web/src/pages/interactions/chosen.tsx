// The values that the page is filtered by, each with a way to remove it.
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./interactions.module.css";
import type { InteractionsSearch } from "./search.ts";

const keys = ["type", "channel", "tier", "result", "customer"] as const;

export function Chosen({
  search,
  onSearch,
}: {
  readonly search: InteractionsSearch;
  readonly onSearch: (part: InteractionsSearch) => void;
}): JSX.Element | null {
  const chosen = keys.filter((key) => search[key] !== undefined);
  if (chosen.length === 0) return null;
  return (
    <>
      {chosen.map((key) => (
        <span key={key} className={classes(ui.chip["chip"], css["chip"])}>
          {key} <b>{search[key]}</b>
          <button type="button" aria-label={`Remove ${key}`} onClick={() => onSearch({ [key]: undefined })}>
            <Icon name="close" />
          </button>
        </span>
      ))}
    </>
  );
}
