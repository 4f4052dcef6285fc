// One value of a list, or all: environment and service in the header, group-by on pages.
import { Popover } from "@mantine/core";
import { useState, type JSX } from "react";

import { Icon, type IconName } from "./icons.tsx";
import { serviceColor } from "./service-color.ts";

export interface PickerProps {
  readonly label: string;
  readonly icon?: IconName;
  /** The word for no choice. */
  readonly all: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
  readonly onPick: (value: string | undefined) => void;
  /** Options are services and carry their colour. */
  readonly coloured?: boolean;
  readonly boxed?: boolean;
}

/** A button that says the choice and opens the list; typing narrows a long one. */
export function Picker({
  label,
  icon,
  all,
  value,
  options,
  onPick,
  coloured = false,
  boxed = false,
}: PickerProps): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      offset={4}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          className={`pick ${boxed ? "boxed" : ""}`}
          title={label}
          aria-label={`${label}: ${value ?? all}`}
          onClick={() => setOpened(!opened)}
        >
          {icon !== undefined && <Icon name={icon} />}
          <span className="ellip">{value ?? all}</span>
          <Icon name="down" className="chev" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="menu">
        <PickerList
          {...{ label, all, value, options, coloured }}
          onPick={(next) => {
            setOpened(false);
            onPick(next);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function PickerList({ label, all, value, options, coloured = false, onPick }: PickerProps): JSX.Element {
  const [typed, setTyped] = useState("");
  const known = value === undefined || options.includes(value) ? options : [value, ...options];
  const shown = known.filter((option) => option.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <>
      {known.length > 8 && (
        <label className="in" style={{ margin: "0 0 6px", display: "flex" }}>
          <Icon name="search" />
          <input
            placeholder={`Find ${label.toLowerCase()}`}
            aria-label={`Find ${label.toLowerCase()}`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      <div className="list" role="listbox" aria-label={label}>
        {typed === "" && (
          <Option selected={value === undefined} onPick={() => onPick(undefined)}>
            {all}
          </Option>
        )}
        {shown.map((option) => (
          <Option key={option} selected={option === value} onPick={() => onPick(option)}>
            {coloured ? (
              <span className="svc" style={{ "--c": serviceColor(option) } as React.CSSProperties}>
                {option}
              </span>
            ) : (
              option
            )}
          </Option>
        ))}
        {shown.length === 0 && typed !== "" && <p className="gh">None is called so</p>}
        {known.length === 0 && <p className="gh">None seen in this time range</p>}
      </div>
    </>
  );
}

function Option({
  selected,
  onPick,
  children,
}: {
  readonly selected: boolean;
  readonly onPick: () => void;
  readonly children: React.ReactNode;
}): JSX.Element {
  return (
    <button
      type="button"
      role="option"
      aria-selected={selected}
      className="item"
      onClick={onPick}
      onKeyDown={moveFocus}
    >
      {children}
    </button>
  );
}

/** Arrow keys walk the list, as in any menu. */
function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const items = [...(event.currentTarget.parentElement?.querySelectorAll<HTMLElement>(".item") ?? [])];
  items[(items.indexOf(event.currentTarget) + step + items.length) % items.length]?.focus();
}
