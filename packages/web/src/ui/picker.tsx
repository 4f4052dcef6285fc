// One value of a list, or all: environment and service in the header, group-by on pages.
import { Combobox, useCombobox } from "@mantine/core";
import { useEffect, useId, useState, type JSX } from "react";

import { findOptions } from "../lib/found-options.ts";
import { formatCount } from "../lib/format.ts";
import { classes } from "./classes.ts";
import { Icon, type IconName } from "./icons.tsx";
import { ServiceName } from "./service-name.tsx";
import { ui } from "./styles.ts";

export interface PickerProps {
  readonly label: string;
  readonly icon?: IconName;
  /** The label of no choice. */
  readonly all: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
  readonly onPick: (value: string | undefined) => void;
  /** What an option is, beside it. */
  readonly noteOf?: ((option: string) => string | undefined) | undefined;
  /** The options are services, shown with their colour. */
  readonly coloured?: boolean;
  readonly boxed?: boolean;
  /** The label is beside the choice, too: of two pickers with the same choices. */
  readonly showsLabel?: boolean;
  /** Whether there are others than the options: those with most traffic. */
  readonly hasMore?: boolean | undefined;
}

/** Lists of this length and longer have a search field. */
const longList = 9;

/** A button that shows the choice and opens the list. */
export function Picker(props: PickerProps): JSX.Element {
  const { label, all, value, options, onPick, boxed = false } = props;
  const [typed, setTyped] = useState("");
  const searchId = useId();
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setTyped("");
    },
  });
  const { dropdownOpened, selectActiveOption, selectFirstOption } = combobox;
  // The options are in the DOM only while the list is open: the key that opens it cannot select one yet.
  useEffect(() => {
    if (dropdownOpened) selectActiveOption();
  }, [dropdownOpened, selectActiveOption]);
  // Likewise what was typed selects among what it leaves.
  useEffect(() => {
    if (typed !== "") selectFirstOption();
  }, [typed, selectFirstOption]);
  const known = value === undefined || options.includes(value) ? options : [value, ...options];
  const find = `Find ${label.toLowerCase()}`;
  return (
    <Combobox
      store={combobox}
      position="bottom-start"
      offset={4}
      width="max-content"
      shadow="none"
      returnFocus
      keepMounted={false}
      onOptionSubmit={(key) => {
        combobox.closeDropdown();
        onPick(key === "all" ? undefined : known[Number(key)]);
      }}
    >
      <Combobox.Target targetType="button" withExpandedAttribute>
        <button
          type="button"
          className={boxed ? ui.picker["boxed"] : ui.picker["pick"]}
          title={value === undefined ? label : `${label}: ${value}`}
          aria-label={`${label}: ${value ?? all}`}
          onClick={() => combobox.toggleDropdown()}
        >
          <Chosen {...props} />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown className={classes(ui.menu["menu"], ui.picker["options"])}>
        {known.length >= longList && (
          <label className={classes(ui.field["field"], ui.picker["search"])} htmlFor={searchId}>
            <Icon name="search" />
            <Combobox.Search
              id={searchId}
              placeholder={find}
              aria-label={find}
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                combobox.resetSelectedOption();
              }}
            />
          </label>
        )}
        <PickerOptions {...props} known={known} typed={typed} />
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Chosen({ label, icon, all, value, showsLabel = false }: PickerProps): JSX.Element {
  return (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {showsLabel && <span className={ui.picker["note"]}>{label}</span>}
      <span className={ui.text["ellip"]}>{value ?? all}</span>
      <Icon name="down" className={ui.picker["chevron"]} />
    </>
  );
}

function PickerOptions({
  label,
  all,
  value,
  coloured = false,
  hasMore = false,
  noteOf = () => undefined,
  known,
  typed,
}: PickerProps & { readonly known: readonly string[]; readonly typed: string }): JSX.Element {
  const { shown, more } = findOptions(known, typed, value);
  return (
    <Combobox.Options className={ui.menu["list"]} aria-label={label}>
      {typed === "" && (
        <Combobox.Option
          value="all"
          className={ui.menu["item"]}
          active={value === undefined}
          aria-selected={value === undefined}
        >
          {all}
        </Combobox.Option>
      )}
      {shown.map(([at, option]) => (
        <Combobox.Option
          key={option}
          value={String(at)}
          className={ui.menu["item"]}
          active={option === value}
          aria-selected={option === value}
        >
          {coloured ? (
            <ServiceName name={option} />
          ) : (
            <span className={ui.text["ellip"]} title={option}>
              {option} <span className={ui.text["dim"]}>{noteOf(option)}</span>
            </span>
          )}
        </Combobox.Option>
      ))}
      {shown.length === 0 && typed !== "" && <p className={ui.menu["heading"]}>No results</p>}
      {more > 0 && (
        <p className={ui.menu["heading"]}>and {formatCount(more)} more. Type a part of the name.</p>
      )}
      {hasMore && <p className={ui.menu["heading"]}>Those with most traffic</p>}
      {known.length === 0 && <p className={ui.menu["heading"]}>None in this time range</p>}
    </Combobox.Options>
  );
}
