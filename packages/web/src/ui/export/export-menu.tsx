// The one menu of every table and picture: saves its values as CSV, or copies them as a table in Markdown. It waits until the page has its
// answers: the name of a file would be that of the question, and columns may come from another answer than the rows.
import { Popover } from "@mantine/core";
import { useEffect, useState, type JSX, type ReactNode } from "react";

import type { CsvValue } from "../../lib/csv.ts";
import { toMarkdownTable } from "../../lib/markdown.ts";
import { classes } from "../classes.ts";
import { CopyButton } from "../copy-button.tsx";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import css from "./export-menu.module.css";
import { useIsSettled } from "./use-settled.ts";

export interface ExportMenuProps {
  /** What the table or the picture is called. */
  readonly label: string;
  /** The first row has the headings. */
  readonly table: () => readonly (readonly CsvValue[])[];
  readonly onSave: () => void;
  /** Rows of the list that the table lacks: how many, or only that there are any. */
  readonly left?: number | boolean | undefined;
  /** What the file lacks, in a sentence. */
  readonly note?: string | undefined;
  /** Asks for what the data has and the page has not asked for, while the menu is open. */
  readonly asking?: ReactNode;
  readonly className?: string | undefined;
}

export function ExportMenu(props: ExportMenuProps): JSX.Element {
  const { label, className } = props;
  const [opened, setOpened] = useState(false);
  const isSettled = useIsSettled();
  // a question that follows later, such as that of a picker, must not take the button away from under the pointer
  const [wasSettled, setWasSettled] = useState(false);
  if (isSettled && !wasSettled) setWasSettled(true);
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
          className={classes(ui.button["icon"], className)}
          aria-label={`Data of ${label}`}
          title={wasSettled ? "Save or copy the data" : "The page is still loading"}
          disabled={!wasSettled}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="download" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={ui.menu["menu"]}>
        <Choices {...props} isSettled={isSettled} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({
  label,
  table,
  left = 0,
  note,
  asking,
  isSettled,
  onSave,
  onClose,
}: ExportMenuProps & { readonly isSettled: boolean; readonly onClose: () => void }): JSX.Element {
  const [isWanted, setIsWanted] = useState(false);
  useEffect(() => {
    if (!isWanted || !isSettled) return;
    // once, also while the menu fades
    // oxlint-disable-next-line react/set-state-in-effect
    setIsWanted(false);
    onSave();
    onClose();
  }, [isWanted, isSettled, onSave, onClose]);
  const markdown = (): string => {
    const rows = table();
    const title = left === false || left === 0 ? label : `${label}, the first ${rows.length - 1}`;
    return toMarkdownTable(rows, { title, url: location.href, left: Number(left === true ? 0 : left) });
  };
  return (
    <>
      {asking}
      <button type="button" className={ui.menu["item"]} onClick={() => setIsWanted(true)}>
        <Icon name="download" />
        {isWanted ? "Waiting for the page" : "Download CSV"}
      </button>
      <CopyButton
        text={markdown}
        what={`${label} as Markdown`}
        variant="item"
        word="Copy as Markdown"
        isDisabled={!isSettled}
      />
      {note !== undefined && <p className={css["note"]}>{note}</p>}
    </>
  );
}
