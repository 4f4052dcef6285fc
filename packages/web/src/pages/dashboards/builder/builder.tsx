// Adds or changes one chart of a dashboard: what it shows, of what, grouped, compared and in which form, with a preview at once. Nothing is
// stored: the chart becomes part of the draft, which *Save* of the dashboard stores.
import { Modal } from "@mantine/core";
import { type ChartSpec, maxChartTitle } from "contract";
import { useState, type JSX } from "react";

import { lackOfForm, type MetricInfos, titleFor } from "../../../lib/chart-draft.ts";
import type { VariableValues } from "../../../lib/dashboard-variables.ts";
import { classes } from "../../../ui/classes.ts";
import dialog from "../../../ui/dialog.module.css";
import { Segments } from "../../../ui/segments.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./builder.module.css";
import { ChartText } from "./chart-text.tsx";
import { Preview } from "./preview.tsx";
import { ChartRows } from "./rows.tsx";
import { useSubjects } from "./use-subjects.ts";

export interface BuilderProps {
  /** The chart that is changed; absent: a new one. */
  readonly chart?: ChartSpec | undefined;
  readonly dashboard: string;
  readonly values: VariableValues;
  /** Something was changed or typed. */
  readonly isChanged: boolean;
  readonly onEdit: () => void;
  readonly onApply: (chart: ChartSpec) => void;
  readonly onClose: () => void;
}

type View = "builder" | "json";

/** At the right of the dashboard, over it. */
export function Builder(props: BuilderProps): JSX.Element {
  const { chart, dashboard, isChanged, onClose } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      // what was built is given up by a button only
      closeOnClickOutside={!isChanged}
      closeOnEscape={!isChanged}
      title={chart === undefined ? `Add chart to ${dashboard}` : `Change chart of ${dashboard}`}
      size={640}
      xOffset={0}
      yOffset={0}
      classNames={{
        overlay: dialog["overlay"] ?? "",
        inner: css["inner"] ?? "",
        content: classes(dialog["content"], css["drawer"]),
      }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <ChartForm {...props} />
    </Modal>
  );
}

function ChartForm({ chart, values, onApply, onClose, onEdit }: BuilderProps): JSX.Element {
  const { subjects, metrics } = useSubjects();
  const [chosen, setChosen] = useState<ChartSpec | undefined>(chart);
  const [view, setView] = useState<View>("builder");
  const [mistake, setMistake] = useState<string>();
  const draft = chosen ?? { title: "", sources: subjects.slice(0, 1).map(({ source }) => source) };
  const whole = wholeChart(draft, metrics);
  const isWrong = mistake !== undefined;
  const setDraft = (next: ChartSpec): void => {
    setChosen(next);
    onEdit();
  };
  const noteMistake = (next: string | undefined): void => {
    setMistake(next);
    onEdit();
  };
  return (
    // No form: Enter finishes a condition or a formula, not the chart.
    <div className={css["builder"]}>
      <div className={css["head"]}>
        <span className={classes(ui.field["field"], css["title"])}>
          <input
            aria-label="Title of the chart"
            placeholder={titleFor(draft)}
            maxLength={maxChartTitle}
            value={draft.title}
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
        </span>
        <Segments
          label="View"
          value={view}
          choices={[
            ["builder", "Builder"],
            ["json", "JSON"],
          ]}
          // the builder has no place for a text that is wrong
          isDisabled={(one) => isWrong && one !== view}
          onChange={setView}
        />
      </div>
      {view === "builder" ? (
        <ChartRows chart={draft} subjects={subjects} metrics={metrics} onChange={setDraft} />
      ) : (
        <ChartText chart={draft} onChange={setDraft} onMistake={noteMistake} />
      )}
      {isWrong ? <Status kind="error">{mistake}</Status> : <Preview chart={whole} values={values} />}
      <p className={css["foot"]}>
        <span className={ui.text["dim"]}>Nothing is stored before you save the dashboard.</span>
        <button type="button" className={ui.button["quiet"]} onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className={ui.button["primary"]}
          disabled={isWrong}
          onClick={() => onApply(whole)}
        >
          {chart === undefined ? "Add to dashboard" : "Apply"}
        </button>
      </p>
    </div>
  );
}

/** With a title, and without a form that it cannot have any more, because its measure was changed. */
function wholeChart(draft: ChartSpec, metrics: MetricInfos): ChartSpec {
  const { form, ...rest } = draft;
  const title = draft.title.trim() === "" ? titleFor(draft) : draft.title;
  const hasForm = form !== undefined && lackOfForm(form, draft, metrics) === undefined;
  return hasForm ? { ...rest, form, title } : { ...rest, title };
}
