// The editor of one rule: a form for the common cases, YAML for everything, and a live preview beside it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { unitOfRule, type AlertRuleInfo, type RuleProblem } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { changeRule, createRule, deleteRule } from "../../../data/alerts.ts";
import { partOf, textOf, type RuleContent } from "../../../lib/rule-words.ts";
import { toYaml } from "../../../lib/yaml.ts";
import { ConfirmButton } from "../../../ui/confirm-button.tsx";
import { LeaveQuestion } from "../../../ui/leave-question.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { refreshAlerts } from "../parts/refresh-alerts.ts";
import css from "./editor.module.css";
import { RuleForm } from "./form.tsx";
import { RulePreview } from "./preview.tsx";
import { mistakesOf, usePreview } from "./use-preview.ts";
import { YamlTab } from "./yaml-tab.tsx";

export interface EditorProps {
  /** `undefined`: a new rule. */
  readonly rule: AlertRuleInfo | undefined;
  readonly start: RuleContent;
  readonly kind: AlertRuleInfo["kind"];
  readonly mayChange: boolean;
  readonly tab: "yaml" | undefined;
  readonly onTab: (tab: "yaml" | undefined) => void;
}

export function Editor({ rule, start, kind, mayChange, tab, onTab }: EditorProps): JSX.Element {
  const [content, setContent] = useState(start);
  // text that is wrong is not the draft: what is seen could not be saved, and would be lost in the form
  const [mistake, setMistake] = useState("");
  const isWrong = mistake !== "";
  const [revision, setRevision] = useState(0);
  // The version that editing started with: saving must not overwrite what others save meanwhile.
  const [version] = useState(rule?.version ?? 0);
  const preview = usePreview(hasSource(content) ? JSON.stringify({ kind, content }) : "");
  const maySave = mayChange && (rule === undefined || rule.source === "stored");
  const saving = useSave(rule, version, kind);
  const change = (next: RuleContent): void => {
    setContent(next);
    saving.reset();
  };
  const changeElsewhere = (next: RuleContent): void => {
    change(next);
    setRevision((last) => last + 1);
  };
  const mistakes = [...mistakesOf(saving.error), ...preview.mistakes];
  // that of a metric is known to the console only
  const unit = "metric" in partOf(content["on"]) ? (preview.result?.unit ?? "") : unitOfRule(content);
  const showsForm = tab === undefined && kind === "alert";
  return (
    <form
      className={css["columns"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (maySave && !isWrong) saving.mutate(content);
      }}
    >
      <LeaveQuestion name="the rule" draft={[content, isWrong]} enabled={maySave} />
      <div>
        {kind === "alert" && (
          <div className={css["tabs"]}>
            <Segments
              label="Editor"
              value={tab}
              choices={[
                [undefined, "form"],
                ["yaml", "YAML"],
              ]}
              isDisabled={(one) => isWrong && one !== tab}
              onChange={onTab}
            />
          </div>
        )}
        {showsForm ? (
          <RuleForm
            content={content}
            unit={unit}
            previewed={preview.result}
            onChange={change}
            onMistake={setMistake}
            problemAt={(path) => problemAt(mistakes, path)}
          />
        ) : (
          <YamlTab {...{ content, revision, mistake }} onChange={change} onMistake={setMistake} />
        )}
        <Mistakes mistakes={mistakes} hidesFields={showsForm} />
        <SaveProblem error={saving.error} />
        <Actions {...{ rule, content, kind, isWrong }} maySave={maySave} isSaving={saving.isPending} />
      </div>
      <RulePreview {...{ content, preview, unit }} isFixed={isWrong} onChange={changeElsewhere} />
    </form>
  );
}

/** Why it was not saved, if not for mistakes. */
function SaveProblem({ error }: { readonly error: Error | null }): JSX.Element | null {
  if (error === null || mistakesOf(error).length > 0) return null;
  const { message, fix } = toProblem(error);
  return (
    <p role="alert" className={css["problems"]}>
      <Status kind="error">{message}</Status> {fix}
    </p>
  );
}

function Actions({
  rule,
  content,
  kind,
  maySave,
  isSaving,
  isWrong,
}: Pick<EditorProps, "rule" | "kind"> & {
  readonly content: RuleContent;
  readonly maySave: boolean;
  readonly isSaving: boolean;
  readonly isWrong: boolean;
}): JSX.Element {
  return (
    <div className={css["actions"]}>
      {maySave && (
        <button type="submit" className={ui.button["primary"]} disabled={isSaving || isWrong}>
          {isSaving ? "Saving" : "Save"}
        </button>
      )}
      <button
        type="button"
        className={ui.button["button"]}
        disabled={isWrong}
        onClick={() => void download(content, kind)}
      >
        Export as file
      </button>
      {maySave && rule !== undefined && <Delete rule={rule} />}
    </div>
  );
}

/** Nothing is evaluated before the rule names what it looks at. */
function hasSource(content: RuleContent): boolean {
  const on = partOf(content["on"]);
  const [first] = Object.keys(on);
  if (first === undefined) return Object.keys(partOf(content["when"])).length > 0;
  return textOf(on[first]) !== "" || first === "service";
}

/** The first mistake at `path`, or below it where the form has one field for the whole. */
function problemAt(mistakes: readonly RuleProblem[], path: string): string | undefined {
  const found = mistakes.find((mistake) => mistake.path === path);
  return found === undefined ? undefined : `${found.message} ${found.fix}`;
}

/** Mistakes that no field of the form shows. */
function Mistakes({
  mistakes,
  hidesFields,
}: {
  readonly mistakes: readonly RuleProblem[];
  readonly hidesFields: boolean;
}): JSX.Element | null {
  const shown = hidesFields ? mistakes.filter(({ path }) => !formPaths.test(path)) : mistakes;
  if (shown.length === 0) return null;
  return (
    <div className={css["problems"]} role="alert">
      {shown.map(({ path, message, fix }) => (
        <p key={`${path}${message}`}>
          <Status kind="error">
            {path === "" ? "" : `${path} `}
            {message}
          </Status>{" "}
          <span className={ui.text["soft"]}>{fix}</span>
        </p>
      ))}
    </div>
  );
}

const formPaths =
  /^(name|summary|severity|owner|runbook|window|groupBy|for|on|on\.\w+|when|when\.(above|below|recover)|when\.change\.\w+|when\.anomaly\.direction)$/;

function useSave(rule: AlertRuleInfo | undefined, version: number, kind: AlertRuleInfo["kind"]) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (content: RuleContent) =>
      rule === undefined
        ? createRule({ kind, content })
        : changeRule({ id: rule.id, version }, { kind, content }),
    onSuccess: async () => {
      await refreshAlerts(client);
      await navigate({ to: "/alerts/rules", ignoreBlocker: true });
    },
  });
}

function Delete({ rule }: { readonly rule: AlertRuleInfo }): JSX.Element {
  const client = useQueryClient();
  const navigate = useNavigate();
  const act = async (): Promise<void> => {
    await deleteRule(rule);
    await navigate({ to: "/alerts/rules", ignoreBlocker: true });
    await refreshAlerts(client);
  };
  return <ConfirmButton verb="Delete" name={rule.name} act={act} changes="/api/alert-rules" />;
}

/** Saves the draft as a file of rules. */
async function download(content: RuleContent, kind: AlertRuleInfo["kind"]): Promise<void> {
  const text = await toYaml({ [kind === "objective" ? "objectives" : "alerts"]: [content] });
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${
    textOf(content["name"])
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-") || "rule"
  }.yaml`;
  link.click();
  URL.revokeObjectURL(url);
}
