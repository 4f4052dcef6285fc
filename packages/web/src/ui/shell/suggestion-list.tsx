// The open list under the filter bar: what ↵ would add, what is wrong, suggestions.
import { Combobox } from "@mantine/core";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../classes.ts";
import { ui } from "../styles.ts";
import css from "./filter-bar.module.css";
import { describeCondition } from "./filter-draft.ts";
import type { Suggestion } from "./filter-suggestions.ts";

export interface SuggestionListProps {
  readonly suggestions: readonly Suggestion[];
  /** The finished conditions that ↵ would add. */
  readonly complete: readonly string[];
  /** What is wrong with the line; absent until ↵ was pressed. */
  readonly mistake: string | undefined;
  readonly onCommit: () => void;
}

/** Pressing an entry must not move the focus from the input. */
export function SuggestionList({
  suggestions,
  complete,
  mistake,
  onCommit,
}: SuggestionListProps): JSX.Element {
  return (
    <div
      className={classes(ui.menu["menu"], css["suggestions"])}
      onPointerDown={(event) => event.preventDefault()}
    >
      {mistake !== undefined && (
        <p className={css["mistake"]} id={mistakeId} role="alert">
          {mistake.split("`").map((text, at) => (at % 2 === 0 ? text : <code key={at}>{text}</code>))}
        </p>
      )}
      {complete.length > 0 && <Complete conditions={complete} onCommit={onCommit} />}
      <Combobox.Options className={ui.menu["list"]} aria-label="Suggestions">
        {suggestions.map((one) => (
          <Combobox.Option key={one.text} value={one.text} className={ui.menu["item"]}>
            <b className={ui.text["ellip"]}>{one.label}</b>
            <span
              className={ui.menu["count"]}
              title={one.count === undefined ? undefined : "Stored on the whole days (UTC) of the range"}
            >
              {[one.about, one.count === undefined ? "" : formatCount(one.count)]
                .filter((part) => part !== "")
                .join(" · ")}
            </span>
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </div>
  );
}

/** The id of the message, for the input that it describes. */
export const mistakeId = "filter-mistake";

function Complete({
  conditions,
  onCommit,
}: {
  readonly conditions: readonly string[];
  readonly onCommit: () => void;
}): JSX.Element {
  return (
    <button type="button" tabIndex={-1} className={ui.menu["item"]} onClick={onCommit}>
      <span className={ui.text["ellip"]}>
        {conditions.map((condition, at) => {
          const { key, word, value } = describeCondition(condition);
          return (
            <span key={condition}>
              {at > 0 && <span className={ui.text["dim"]}> and </span>}
              <span className={ui.text["dim"]}>
                {key} {word}
              </span>{" "}
              <b>{value}</b>
            </span>
          );
        })}
      </span>
      <kbd className={ui.menu["count"]}>↵</kbd>
    </button>
  );
}
