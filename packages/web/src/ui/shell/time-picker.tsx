// The time range: presets, or two typed ends. A relative range stays relative in the address; Pin turns it into fixed times.
import { Popover } from "@mantine/core";
import { useState, type FormEvent, type JSX } from "react";

import { formatSpan } from "../../lib/time.ts";
import { describeRange } from "../../lib/range-words.ts";
import {
  fixedRange,
  isMoving,
  presets,
  resolveRange,
  resolveTime,
  type TimeRange,
} from "../../lib/time-range.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import { useNow } from "../use-now.ts";
import { localInput, readTime, utcSpan } from "./time-input.ts";
import css from "./time-picker.module.css";

/** A button that shows the range with its absolute times, and opens the choice. */
export function TimePicker(): JSX.Element {
  const { range } = useScope();
  const { setRange } = useScopeChanges();
  const [opened, setOpened] = useState(false);
  const now = useNow(10_000);
  const { fromMs, toMs } = resolveRange(range, now);
  const pick = (next: TimeRange): void => {
    setOpened(false);
    setRange(next);
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      offset={4}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          className={ui.picker["pick"]}
          aria-keyshortcuts="r"
          title={`Time range: ${utcSpan(fromMs, toMs)}`}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="clock" />
          {describeRange(range, now)}
          <span className={classes(ui.picker["note"], css["absolute"])}>{formatSpan(fromMs, toMs, now)}</span>
          <Icon name="down" className={ui.picker["chevron"]} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes(ui.menu["menu"], css["menu"])}>
        <div role="group" aria-label="Time range">
          {presets.map(({ from, label }) => (
            <button
              type="button"
              aria-pressed={isMoving(range) && range.from === from}
              className={ui.menu["item"]}
              key={from}
              onClick={() => pick({ from, to: "now" })}
            >
              {label}
            </button>
          ))}
        </div>
        <FixedTimes range={range} onPick={pick} />
      </Popover.Dropdown>
    </Popover>
  );
}

function FixedTimes({
  range,
  onPick,
}: {
  readonly range: TimeRange;
  readonly onPick: (range: TimeRange) => void;
}): JSX.Element {
  const { fromMs, toMs } = resolveRange(range);
  const [from, setFrom] = useState(() => localInput(fromMs));
  const [to, setTo] = useState(() => (isMoving(range) ? "now" : localInput(toMs)));
  const first = readTime(from);
  const last = readTime(to);
  const [firstMs, lastMs] = [
    first === null ? null : resolveTime(first),
    last === null ? null : resolveTime(last),
  ];
  const wrong =
    firstMs === null || lastMs === null
      ? "Enter a time such as 20 Nov 2026 13:48, -2h or now."
      : firstMs >= lastMs
        ? "From must be before To."
        : undefined;
  const apply = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong === undefined && first !== null && last !== null) onPick({ from: first, to: last });
  };
  return (
    <form onSubmit={apply}>
      <label>
        From
        <span className={classes(ui.field["field"], firstMs === null && ui.field["wrong"])}>
          <input
            aria-label="From"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
            aria-invalid={firstMs === null}
          />
        </span>
      </label>
      <label>
        To
        <span className={classes(ui.field["field"], lastMs === null && ui.field["wrong"])}>
          <input
            aria-label="To"
            value={to}
            onChange={(event) => setTo(event.target.value)}
            aria-invalid={lastMs === null}
          />
        </span>
      </label>
      <p className={css["hint"]} aria-live="polite">
        {wrong ?? (firstMs !== null && lastMs !== null ? utcSpan(firstMs, lastMs) : "")}
      </p>
      <p className={css["actions"]}>
        <button type="submit" className={ui.button["primary"]} disabled={wrong !== undefined}>
          Apply
        </button>
        <button
          type="button"
          className={ui.button["button"]}
          title="Use fixed times, so that the link always shows the same data"
          onClick={() => onPick(fixedRange(fromMs, toMs))}
        >
          <Icon name="pin" />
          Pin
        </button>
      </p>
    </form>
  );
}
