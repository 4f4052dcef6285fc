// A search field whose text is in the address: updates the address once typing pauses, and follows it when it changes.
import type { JSX } from "react";

import { classes } from "./classes.ts";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";
import { useFollowedText } from "./use-followed-text.ts";

export interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly className?: string | undefined;
}

const restMs = 300;

export function SearchInput({ label, value, onChange, className }: SearchInputProps): JSX.Element {
  const { typed, write } = useFollowedText(value, onChange, trimmed);
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

const trimmed = (text: string): string => text.trim();
