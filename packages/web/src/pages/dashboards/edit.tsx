// The layout of a dashboard while it is edited: charts are moved by mouse (dragged) and by keyboard, made wider and higher, and removed.
// Nothing is saved before Save. Save fails when another user has saved since.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ChartSpec, type Dashboard, maxCharts, type NewDashboard } from "contract";
import { useMemo, useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { changeDashboard, createDashboard } from "../../data/dashboards.ts";
import { type VariableValues, valuesOf } from "../../lib/dashboard-variables.ts";
import {
  type EditedVariable,
  toEdited,
  toVariables,
  wholeOnes,
  withUsed,
} from "../../lib/edited-variables.ts";
import { moveChart, resizeChart } from "../../lib/grid-layout.ts";
import { describeRange } from "../../lib/range-words.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icons.tsx";
import { LeaveQuestion } from "../../ui/leave-question.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { useDebounced } from "../../ui/use-debounced.ts";
import { Builder } from "./builder/builder.tsx";
import { ChartTools } from "./chart-tools.tsx";
import { DropTarget } from "./drop-target.tsx";
import { ChartGrid } from "./grid.tsx";
import css from "./one.module.css";
import { Panel } from "./panel.tsx";
import { VariablesEditor } from "./variables-editor.tsx";

/** How long typing in the variables rests before charts are drawn with them. */
const restMs = 400;

export interface EditDashboardProps {
  /** Absent: a new one, which is stored when it is saved for the first time. */
  readonly dashboard?: Dashboard;
  /** Values of variables, as in the address. */
  readonly chosen: readonly string[] | undefined;
  /** Called with the saved dashboard; without one nothing was saved. */
  readonly onDone: (saved?: Dashboard) => void;
}

const blank: NewDashboard = { title: "", charts: [] };

export function EditDashboard({ dashboard, chosen, onDone }: EditDashboardProps): JSX.Element {
  // Later versions arrive while it is edited.
  const [base] = useState(dashboard);
  const [draft, setDraft] = useState<NewDashboard>(base?.content ?? blank);
  const [variables, setVariables] = useState<readonly EditedVariable[]>(() =>
    toEdited(draft.variables ?? []),
  );
  // The charts follow when typing rests: each value of a variable is another question.
  const rested = useDebounced(variables, restMs);
  const values = useMemo(() => valuesOf(toVariables(wholeOnes(rested)) ?? [], chosen), [rested, chosen]);
  /** The chart in the builder; the number of charts: one more. */
  const [edited, setEdited] = useState<number | undefined>();
  const [isBuilding, setBuilding] = useState(false);
  const save = useSave(base, onDone);
  const { charts } = draft;
  const editChart = (at: number | undefined): void => {
    setEdited(at);
    setBuilding(false);
  };
  const setCharts = (next: readonly ChartSpec[]): void => setDraft({ ...draft, charts: next });
  return (
    <div className={css["editing"]}>
      <LeaveQuestion name="the dashboard" draft={[draft, variables, isBuilding]} shownBy="mode" />
      <EditBar
        draft={draft}
        onDraft={setDraft}
        onSave={() => save.mutate({ ...draft, variables: toVariables(variables) })}
        onAdd={charts.length < maxCharts ? () => editChart(charts.length) : undefined}
        onCancel={() => onDone()}
        isSaving={save.isPending}
        missing={missingIn(draft, variables)}
      />
      {save.isError && <NotSaved error={save.error} />}
      <VariablesEditor edited={variables} onChange={setVariables} />
      {charts.length === 0 ? (
        <NoCharts onAdd={() => editChart(0)} />
      ) : (
        <p className={css["help"]}>
          Drag a chart by its handle, or focus the handle: ← → move it, Shift with ← → ↑ ↓ change its size.
        </p>
      )}
      <EditedCharts charts={charts} values={values} onCharts={setCharts} onEdit={editChart} />
      {edited !== undefined && (
        <Builder
          chart={charts[edited]}
          dashboard={draft.title === "" ? "the new dashboard" : draft.title}
          values={values}
          isChanged={isBuilding}
          onEdit={() => setBuilding(true)}
          onClose={() => editChart(undefined)}
          onApply={(chart) => {
            setCharts(charts.toSpliced(edited, 1, chart));
            setVariables(withUsed(variables, chart));
            editChart(undefined);
          }}
        />
      )}
    </div>
  );
}

/** What it needs before it can be saved; empty: nothing. */
function missingIn({ title }: NewDashboard, variables: readonly EditedVariable[]): string {
  if (title.trim() === "") return "The dashboard needs a title.";
  return wholeOnes(variables).length < variables.length ? "A variable is not finished." : "";
}

function useSave(base: Dashboard | undefined, onSaved: (saved: Dashboard) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (content: NewDashboard) =>
      base === undefined ? createDashboard(content) : changeDashboard(base, content),
    onSuccess: async (saved) => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/api/dashboards"),
      });
      onSaved(saved);
    },
  });
}

function NotSaved({ error }: { readonly error: Error }): JSX.Element {
  const { message, fix } = toProblem(error);
  return (
    <p className={ui.note["note"]} role="alert">
      <Status kind="error">not saved</Status>
      <span className={ui.note["text"]}>
        {message} {fix}
      </span>
    </p>
  );
}

function NoCharts({ onAdd }: { readonly onAdd: () => void }): JSX.Element {
  return (
    <EmptyState
      title="No charts yet"
      why="Add a chart of anything that the console has, or pin one on its page."
      actions={
        <button type="button" className={ui.button["primary"]} onClick={onAdd}>
          Add chart
        </button>
      }
    />
  );
}

interface EditedChartsProps {
  readonly charts: readonly ChartSpec[];
  readonly values: VariableValues;
  readonly onCharts: (charts: readonly ChartSpec[]) => void;
  readonly onEdit: (at: number) => void;
}

function EditedCharts({ charts, values, onCharts, onEdit }: EditedChartsProps): JSX.Element {
  const move = (from: number, to: number): void => onCharts(moveChart(charts, from, to));
  return (
    <ChartGrid charts={charts}>
      {(chart, at) => (
        <DropTarget at={at} onMove={move}>
          <Panel
            chart={chart}
            values={values}
            tools={
              <ChartTools
                title={chart.title}
                at={at}
                onMove={move}
                onResize={(by) => onCharts(resizeChart(charts, at, by))}
                onEdit={() => onEdit(at)}
                onRemove={() => onCharts(charts.toSpliced(at, 1))}
              />
            }
          />
        </DropTarget>
      )}
    </ChartGrid>
  );
}

interface EditBarProps {
  readonly draft: NewDashboard;
  readonly onDraft: (draft: NewDashboard) => void;
  readonly onSave: () => void;
  /** Absent: it has as many charts as a dashboard may have. */
  readonly onAdd: (() => void) | undefined;
  readonly onCancel: () => void;
  readonly isSaving: boolean;
  readonly missing: string;
}

function EditBar({ draft, onDraft, onSave, onAdd, onCancel, isSaving, missing }: EditBarProps): JSX.Element {
  const { range } = useScope();
  const isOwn = draft.range !== undefined;
  return (
    <div className={css["bar"]}>
      <span className={classes(ui.field["field"], css["grow"])}>
        <input
          aria-label="Title"
          placeholder="Title (required)"
          maxLength={120}
          value={draft.title}
          onChange={(event) => onDraft({ ...draft, title: event.target.value })}
        />
      </span>
      <span className={classes(ui.field["field"], css["grow"])}>
        <input
          aria-label="Description"
          placeholder="Description"
          maxLength={2000}
          value={draft.description ?? ""}
          onChange={(event) => onDraft({ ...draft, description: event.target.value || undefined })}
        />
      </span>
      <span className={ui.field["field"]}>
        <input
          aria-label="Owner"
          placeholder="Owner: a team"
          maxLength={200}
          value={draft.owner ?? ""}
          onChange={(event) => onDraft({ ...draft, owner: event.target.value || undefined })}
        />
      </span>
      <label>
        <input
          type="checkbox"
          aria-label="Own time range"
          checked={isOwn}
          onChange={(event) => onDraft({ ...draft, range: event.target.checked ? { ...range } : undefined })}
        />
        Opens with {describeRange(draft.range ?? range).toLowerCase()}
      </label>
      <button type="button" className={ui.button["button"]} disabled={onAdd === undefined} onClick={onAdd}>
        <Icon name="plus" />
        Add chart
      </button>
      <button type="button" className={ui.button["quiet"]} onClick={onCancel}>
        Cancel
      </button>
      <button
        type="button"
        className={ui.button["primary"]}
        disabled={isSaving || missing !== ""}
        title={missing}
        onClick={onSave}
      >
        Save
      </button>
    </div>
  );
}
