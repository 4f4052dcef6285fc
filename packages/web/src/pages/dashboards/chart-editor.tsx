// One chart of a dashboard as JSON, in a dialog: for everything that pinning does not say. The console checks it when the dashboard is saved.
import { Modal } from "@mantine/core";
import type { ChartSpec } from "contract";
import { useState, type JSX } from "react";

import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import dialog from "../../ui/dialog.module.css";
import css from "./one.module.css";

export interface ChartEditorProps {
  readonly chart: ChartSpec;
  readonly onChange: (chart: ChartSpec) => void;
  readonly onClose: () => void;
}

export function ChartEditor({ chart, onChange, onClose }: ChartEditorProps): JSX.Element {
  const [title, setTitle] = useState(chart.title);
  const { title: _, ...rest } = chart;
  const [text, setText] = useState(() => JSON.stringify(rest, undefined, 2));
  const [mistake, setMistake] = useState<string | undefined>();
  const apply = (): void => {
    try {
      onChange({ ...(JSON.parse(text) as ChartSpec), title });
    } catch (error) {
      setMistake((error as Error).message);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title="Chart"
      size="lg"
      classNames={{ overlay: dialog["overlay"] ?? "", content: dialog["content"] ?? "" }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className={css["editor"]}
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <span className={ui.field["field"]}>
          <input
            aria-label="Title of the chart"
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </span>
        <textarea
          aria-label="Chart as JSON"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {mistake !== undefined && <Status kind="error">{mistake}</Status>}
        <p className={css["actions"]}>
          <button type="button" className={ui.button["quiet"]} onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={ui.button["primary"]} disabled={title.trim() === ""}>
            Apply
          </button>
        </p>
      </form>
    </Modal>
  );
}
