// A search field whose text is in the address: updates the address once typing pauses, and follows it when it changes.
import { useEffect, useRef, useState, type JSX } from "react";

import { classes } from "./classes.ts";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly className?: string | undefined;
}

const restMs = 300;

export function SearchInput({ label, value, onChange, className }: SearchInputProps): JSX.Element {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (value !== seen) {
    setSeen(value);
    if (value !== typed.trim()) setTyped(value);
  }
  const write = (text: string, waitMs: number): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text.trim()), waitMs);
  };
  return (
    <label className={classes(ui.field["field"], className)}>
      <Icon name="search" />
      <input
        placeholder={label}
        aria-label={label}
        value={typed}
        spellCheck={false}
        onChange={(event) => write(event.target.value, restMs)}
        onKeyDown={(event) => {
          if (event.key === "Enter") write(typed, 0);
          if (event.key === "Escape" && typed !== "") write("", 0);
        }}
      />
      {typed !== "" && (
        <button type="button" className={ui.field["clear"]} aria-label="Clear" onClick={() => write("", 0)}>
          <Icon name="close" />
        </button>
      )}
    </label>
  );
}
