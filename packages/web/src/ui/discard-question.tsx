// The question before drafts are lost.
import { Modal } from "@mantine/core";
import type { JSX } from "react";

import { lostWords, type OpenDraft } from "../lib/open-drafts.ts";
import dialog from "./dialog.module.css";
import { ui } from "./styles.ts";

export interface DiscardQuestionProps {
  /** What would be lost; without it the question is closed. */
  readonly lost: readonly Pick<OpenDraft, "name">[] | undefined;
  readonly onDiscard: () => void;
  readonly onKeep: () => void;
}

export function DiscardQuestion({ lost, onDiscard, onKeep }: DiscardQuestionProps): JSX.Element {
  return (
    <Modal
      opened={lost !== undefined}
      onClose={onKeep}
      // the palette would open below
      onKeyDown={(event) => event.stopPropagation()}
      title="Discard unsaved changes?"
      centered
      // above a dialog that has the draft
      zIndex={300}
      classNames={{ overlay: dialog["overlay"] ?? "", content: dialog["content"] ?? "" }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p className={ui.text["soft"]}>{lost !== undefined && lostWords(lost)}</p>
      <p className={dialog["foot"]}>
        <button type="button" className={ui.button["button"]} onClick={onDiscard}>
          Discard
        </button>
        <button type="button" className={ui.button["primary"]} data-autofocus onClick={onKeep}>
          Keep editing
        </button>
      </p>
    </Modal>
  );
}
