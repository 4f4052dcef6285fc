// The one way to group: the chosen attributes as chips, and a picker for one more.
import type { JSX } from "react";

import { classes } from "./classes.ts";
import css from "./group-by.module.css";
import { Icon } from "./icons.tsx";
import { Picker } from "./picker.tsx";
import { ui } from "./styles.ts";

export interface GroupByProps {
  /** The attributes that can be grouped by. */
  readonly keys: readonly string[];
  /** The chosen ones, in order. */
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  /** How many may be chosen. Default 1. */
  readonly most?: number;
  /** A label beside it says what is chosen. */
  readonly isLabelled?: boolean;
}

/** A control of a page's row of controls; its choice belongs into the address as `by`. */
export function GroupBy({ keys, value, onChange, most = 1, isLabelled = false }: GroupByProps): JSX.Element {
  return (
    <div className={css["groupBy"]} role="group" aria-label="Grouping">
      {!isLabelled && <span className={ui.text["dim"]}>by</span>}
      {value.map((key) => (
        <span className={classes(ui.chip["chip"], css["key"])} key={key}>
          <b className={ui.text["mono"]}>{key}</b>
          <button
            type="button"
            aria-label={`Remove ${key}`}
            onClick={() => onChange(value.filter((other) => other !== key))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {value.length < most && (
        <Picker
          boxed
          label="Group by"
          all={value.length === 0 ? "nothing" : "one more"}
          value={undefined}
          options={keys.filter((key) => !value.includes(key))}
          onPick={(key) => {
            if (key !== undefined) onChange([...value, key]);
          }}
        />
      )}
    </div>
  );
}
