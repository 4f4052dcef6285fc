// Saved views in the header: opens them, and for callers who may change things saves, renames, shares and deletes them.
import { Popover } from "@mantine/core";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { AndMore } from "../and-more.tsx";
import { classes } from "../classes.ts";
import { Icon } from "../icons.tsx";
import { QueryView } from "../query-view.tsx";
import { SkeletonBlock } from "../skeleton.tsx";
import { ui } from "../styles.ts";
import { SaveView } from "./save-view.tsx";
import { ViewRow } from "./view-row.tsx";
import css from "./views-menu.module.css";

/** A button that opens the list. */
export function ViewsMenu(): JSX.Element {
  const [opened, setOpened] = useState(false);
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
          className={classes(ui.button["icon"], ui.screen["hidePhone"])}
          aria-label="Saved views"
          aria-keyshortcuts="v"
          title="Saved views"
          onClick={() => setOpened(!opened)}
        >
          <Icon name="bookmark" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes(ui.menu["menu"], css["menu"])}>
        <Views onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Views({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const query = useApi("/api/views", {}, { refresh: "still" });
  return (
    <QueryView query={query} inline skeleton={<SkeletonBlock height={60} />}>
      {({ views, truncated, mayChange }) => (
        <>
          {views.length === 0 && (
            <p className={ui.menu["heading"]}>
              {mayChange
                ? "No saved views yet. Save this page with its range and filters."
                : "No shared views yet."}
            </p>
          )}
          <ul className={ui.menu["list"]} aria-label="Saved views">
            {views.map((view) => (
              <ViewRow key={view.id} view={view} mayChange={mayChange} onOpen={onClose} />
            ))}
          </ul>
          <AndMore
            truncated={truncated}
            things="views"
            by="early names"
            fix="Delete views that are not used any more."
          />
          {mayChange ? (
            <SaveView />
          ) : (
            <p className={ui.menu["heading"]}>You can open views. Saving them needs the scope admin.</p>
          )}
        </>
      )}
    </QueryView>
  );
}
