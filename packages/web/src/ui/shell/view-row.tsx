// One saved view: a link that opens it, and what its owner can do with it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { NewView, SavedView } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { changeView, deleteView } from "../../data/views.ts";
import { AddressLink } from "../address-link.tsx";
import { classes } from "../classes.ts";
import { ConfirmButton } from "../confirm-button.tsx";
import { Icon } from "../icons.tsx";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import css from "./views-menu.module.css";

export interface ViewRowProps {
  readonly view: SavedView;
  readonly mayChange: boolean;
  readonly onOpen: () => void;
}

export function ViewRow({ view, mayChange, onOpen }: ViewRowProps): JSX.Element {
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const change = useMutation({
    mutationFn: async (part: Partial<NewView>) => changeView(view, part),
    onSettled: async () => client.invalidateQueries({ queryKey: ["/api/views"] }),
  });
  return (
    <li>
      <div className={classes(ui.menu["item"], css["row"])}>
        {renaming ? (
          <Rename
            name={view.name}
            onDone={(name) => {
              setRenaming(false);
              if (name !== view.name) change.mutate({ name });
            }}
          />
        ) : (
          <OpenLink view={view} onOpen={onOpen} />
        )}
        {mayChange && (
          <span className={css["actions"]}>
            <button
              type="button"
              className={ui.button["quiet"]}
              aria-label={`Rename ${view.name}`}
              onClick={() => setRenaming(true)}
            >
              Rename
            </button>
            <button
              type="button"
              className={ui.button["quiet"]}
              aria-label={`${view.shared ? "Make private" : "Share"} ${view.name}`}
              onClick={() => change.mutate({ shared: !view.shared })}
            >
              {view.shared ? "Unshare" : "Share"}
            </button>
            <ConfirmButton
              verb="Delete"
              name={view.name}
              act={async () => deleteView(view)}
              changes="/api/views"
            />
          </span>
        )}
      </div>
      {change.isError && <Status kind="error">{toProblem(change.error).message}</Status>}
    </li>
  );
}

function OpenLink({
  view: { name, path, search, shared },
  onOpen,
}: {
  readonly view: SavedView;
  readonly onOpen: () => void;
}): JSX.Element {
  return (
    <AddressLink to={path + search} className={css["open"]} onOpen={onOpen}>
      <Icon name={shared ? "environment" : "person"} />
      <b className={ui.text["ellip"]}>{name}</b>
      <span className={ui.text["dim"]}>{shared ? "shared" : "private"}</span>
    </AddressLink>
  );
}

function Rename({
  name,
  onDone,
}: {
  readonly name: string;
  readonly onDone: (name: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState(name);
  const done = (): void => onDone(typed.trim() === "" ? name : typed.trim());
  return (
    <span className={classes(ui.field["field"], css["open"])}>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the user has just asked to type here
        autoFocus
        aria-label="Name"
        maxLength={80}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter") done();
          if (event.key === "Escape") {
            // Not the whole menu.
            event.stopPropagation();
            onDone(name);
          }
        }}
      />
    </span>
  );
}
