// ⌘K: one field for pages, results and actions. Ids are recognised by their shape.
import { Combobox, Modal, useCombobox } from "@mantine/core";
import { useEffect, useState, type JSX } from "react";

import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import css from "./palette.module.css";
import { matchEntries, type PaletteEntry } from "./palette-entries.ts";
import { usePaletteEntries } from "./use-palette-entries.ts";

export interface PaletteProps {
  readonly opened: boolean;
  /** Counts the openings. */
  readonly opening: number;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** The command palette as a dialog. */
export function Palette({ opened, opening, onClose, onHelp }: PaletteProps): JSX.Element {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      size={560}
      yOffset="12vh"
      padding={0}
      shadow="none"
      attributes={{ content: { "aria-label": "Command palette" } }}
    >
      <PaletteBody key={opening} onClose={onClose} onHelp={onHelp} />
    </Modal>
  );
}

function PaletteBody({ onClose, onHelp }: Omit<PaletteProps, "opened" | "opening">): JSX.Element {
  const [typed, setTyped] = useState("");
  const { entries, notListed, cut, retry } = usePaletteEntries(onHelp);
  const shown = matchEntries(entries, typed);
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption, selectOption, targetRef } = combobox;
  useEffect(() => targetRef.current?.focus(), [targetRef]);
  const ids = shown.map(({ id }) => id).join("\n");
  useEffect(() => {
    selectFirstOption();
    // Begins anew with each list and each text.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, typed, selectFirstOption]);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        onClose();
        shown.find((entry) => entry.id === id)?.run();
      }}
    >
      <div>
        <div className={css["field"]}>
          <Icon name="search" />
          <Combobox.EventsTarget withExpandedAttribute>
            <input
              data-autofocus
              placeholder="Page, service, transaction, person, trace id…"
              aria-label="Jump to"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={({ key }) => {
                if (key === "Escape") onClose();
              }}
            />
          </Combobox.EventsTarget>
          <kbd>esc</kbd>
        </div>
        <div className={classes(ui.menu["menu"], css["results"])}>
          <Combobox.Options className={ui.menu["list"]} aria-label="Pages and actions">
            {shown.map((entry, at) => (
              <div key={entry.id}>
                {shown[at - 1]?.group !== entry.group && entry.group !== "" && (
                  <p className={ui.menu["heading"]}>{entry.group}</p>
                )}
                <Entry entry={entry} onSelect={() => selectOption(at)} />
              </div>
            ))}
            {shown.length === 0 && (
              <p className={ui.menu["heading"]}>No results. A trace id has 32 hexadecimal digits.</p>
            )}
          </Combobox.Options>
          {cut !== undefined && (
            <p className={ui.menu["heading"]} role="note">
              {cut}
            </p>
          )}
          {notListed !== undefined && (
            <p className={ui.menu["heading"]} role="status">
              {notListed}{" "}
              <button type="button" className={ui.text["link"]} onClick={retry}>
                Try again
              </button>
            </p>
          )}
        </div>
      </div>
    </Combobox>
  );
}

function Entry({
  entry: { id, label, hint, icon, keys },
  onSelect,
}: {
  readonly entry: PaletteEntry;
  readonly onSelect: () => void;
}): JSX.Element {
  return (
    <Combobox.Option value={id} className={ui.menu["item"]} onMouseMove={onSelect}>
      <Icon name={icon} />
      <b>{label}</b>
      <span className={css["hint"]}>{hint}</span>
      <span className={css["keys"]}>
        {keys.length === 0 ? (
          <kbd className={css["enter"]}>↵</kbd>
        ) : (
          keys.map((key) => <kbd key={key}>{key}</kbd>)
        )}
      </span>
    </Combobox.Option>
  );
}
