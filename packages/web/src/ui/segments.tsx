// One of a few choices, side by side. Arrow keys change it, as in any group of radio buttons.
import { SegmentedControl } from "@mantine/core";
import type { JSX, ReactNode } from "react";

export interface SegmentsProps<T extends string | undefined> {
  readonly label: string;
  readonly value: T;
  /** Value and text of each choice, in order. */
  readonly choices: readonly (readonly [T, ReactNode])[];
  readonly onChange: (value: T) => void;
  readonly className?: string | undefined;
  readonly isDisabled?: (value: T) => boolean;
}

export function Segments<T extends string | undefined>(props: SegmentsProps<T>): JSX.Element {
  const { label, value, choices, onChange, className, isDisabled } = props;
  return (
    <SegmentedControl
      aria-label={label}
      {...(className === undefined ? {} : { className })}
      value={value ?? ""}
      data={choices.map(([choice, text]) => ({
        value: choice ?? "",
        label: text,
        disabled: isDisabled?.(choice) ?? false,
      }))}
      onChange={(next) => {
        const chosen = choices.find(([choice]) => (choice ?? "") === next);
        if (chosen !== undefined) onChange(chosen[0]);
      }}
    />
  );
}
