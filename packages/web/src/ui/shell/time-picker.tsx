// The time range: six steps, or two ends. Relative stays relative in the link; Pin turns it into fixed times.
import { Popover } from "@mantine/core";
import { useState, type FormEvent, type JSX } from "react";

import {
  describeRange,
  fixedRange,
  isMoving,
  presets,
  resolveRange,
  resolveTime,
  type TimeRange,
} from "../../lib/time-range.ts";
import { formatSpan } from "../../lib/time.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { useNow } from "../use-now.ts";
import { Icon } from "../icons.tsx";
import { localInput, readTime, utcSpan } from "./time-input.ts";

/** Says the range with its absolute times and opens the choice. */
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
          className="pick"
          title={`Time range: ${utcSpan(fromMs, toMs)}`}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="clock" />
          {describeRange(range, now)}
          <span className="dim range-abs">{formatSpan(fromMs, toMs, now)}</span>
          <Icon name="down" className="chev" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="menu time-menu">
        <div role="group" aria-label="Time range">
          {presets.map(({ from, label }) => (
            <button
              type="button"
              aria-pressed={isMoving(range) && range.from === from}
              className="item"
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
        <span className={`in ${firstMs === null ? "wrong" : ""}`}>
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
        <span className={`in ${lastMs === null ? "wrong" : ""}`}>
          <input
            aria-label="To"
            value={to}
            onChange={(event) => setTo(event.target.value)}
            aria-invalid={lastMs === null}
          />
        </span>
      </label>
      <p className="hint" aria-live="polite">
        {wrong ?? (firstMs !== null && lastMs !== null ? utcSpan(firstMs, lastMs) : "")}
      </p>
      <p className="acts">
        <button type="submit" className="btn primary" disabled={wrong !== undefined}>
          Apply
        </button>
        <button
          type="button"
          className="btn"
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
