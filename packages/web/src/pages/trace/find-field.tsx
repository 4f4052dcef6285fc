// Find in trace. The text is put into the URL when typing pauses; ↵ goes to the next hit at once.
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent, type RefObject } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";

export interface FindFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onNext: (text: string) => void;
  /** Hits of `value`; `null` when it is empty. */
  readonly count: number | null;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly className: string | undefined;
}

const pauseMs = 150;

export function FindField(props: FindFieldProps): JSX.Element {
  const { value, onChange, onNext, count, inputRef, className } = props;
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const [sent, setSent] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  useEffect(() => () => clearTimeout(timer.current), []);
  if (value !== seen) {
    setSeen(value);
    // A late answer with our own text must not undo what was typed since.
    if (value !== sent) setTyped(value);
  }
  const write = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(text);
      onChange(text);
    }, pauseMs);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") onNext(typed);
    else if (event.key === "Escape") event.currentTarget.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <label className={classes(ui.field["field"], className)}>
      <Icon name="search" />
      <input
        ref={inputRef}
        type="text"
        placeholder="Find in trace"
        aria-label="Find in trace"
        aria-describedby={id}
        spellCheck={false}
        value={typed}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span id={id} className={ui.text["dim"]} role="status">
        {count === null ? "" : formatCount(count)}
      </span>
    </label>
  );
}
