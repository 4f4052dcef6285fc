// Find in trace. The text is put into the URL when typing pauses; ↵ goes to the next hit at once.
import { useId, type JSX, type KeyboardEvent, type RefObject } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import { useFollowedText } from "../../ui/use-followed-text.ts";
import css from "./toolbar.module.css";

export interface FindFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** `text` is what was typed, which may not have been searched for yet. */
  readonly onNext: (text: string) => void;
  readonly onPrevious: () => void;
  /** How many hits, and which of them is selected. */
  readonly count: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly className: string | undefined;
}

const pauseMs = 150;

export function FindField(props: FindFieldProps): JSX.Element {
  const { value, onChange, onNext, onPrevious, count, inputRef, className } = props;
  const { typed, write } = useFollowedText(value, onChange);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Enter") {
      write(typed, 0);
      if (event.shiftKey) onPrevious();
      else onNext(typed);
    } else if (event.key === "Escape") event.currentTarget.blur();
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
        onChange={(event) => write(event.target.value, pauseMs)}
        onKeyDown={onKeyDown}
      />
      <span id={id} className={classes(ui.text["dim"], css["count"])} role="status">
        {count}
      </span>
      {count !== "" && (
        <>
          <StepButton label="Previous hit" title="Previous hit (N)" icon="up" onClick={onPrevious} />
          <StepButton label="Next hit" title="Next hit (n)" icon="down" onClick={() => onNext(typed)} />
        </>
      )}
    </label>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly title: string;
  readonly icon: "up" | "down";
  readonly onClick: () => void;
}

function StepButton({ label, title, icon, onClick }: StepButtonProps): JSX.Element {
  return (
    <button type="button" className={css["step"]} aria-label={label} title={title} onClick={onClick}>
      <Icon name="down" className={icon === "up" ? css["up"] : undefined} />
    </button>
  );
}
