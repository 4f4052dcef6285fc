// Where files are dropped or chosen. A file may be dropped anywhere on the page: beside the zone a browser would open it instead.
import { useEffect, useRef, useState, type JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./import.module.css";

export function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [folders, setFolders] = useState(0);
  const take = (files: readonly File[], skipped = 0): void => {
    setFolders(skipped);
    onFiles(files);
  };
  const isOver = useDroppedFiles(take);
  return (
    <div className={classes(css["zone"], isOver && css["over"])}>
      <Icon name="import" />
      <p>
        <b>Drop files here</b>
        <span className={ui.text["dim"]}>or anywhere on this page</span>
      </p>
      <button type="button" className={ui.button["primary"]} onClick={() => input.current?.click()}>
        Choose files
      </button>
      <input
        ref={input}
        type="file"
        multiple
        className={ui.text["sr"]}
        tabIndex={-1}
        aria-label="Files to import"
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])]);
          // The same file can be chosen again.
          currentTarget.value = "";
        }}
      />
      {folders > 0 && (
        <p className={ui.text["bad"]} role="alert">
          Folders cannot be imported. Drop the files in them.
        </p>
      )}
    </div>
  );
}

/** Whether files are dragged over the page. */
function useDroppedFiles(onFiles: (files: readonly File[], folders: number) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const items = [...event.dataTransfer!.items].filter(({ kind }) => kind === "file");
      const chosen = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
      latest.current(
        chosen.filter((file) => file !== null),
        items.length - chosen.length,
      );
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return isOver;
}

function isFolder(item: DataTransferItem): boolean {
  return item.webkitGetAsEntry()?.isDirectory === true;
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") === true;
}
