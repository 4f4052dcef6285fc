// The form for the common cases. It changes only the fields that it shows.
import { Link } from "@tanstack/react-router";
import { currencyKey } from "alerts/currency";
import { alertSeverities, type PreviewResult } from "contract";
import type { JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import { locale } from "../../../lib/locale.ts";
import { partOf, textOf, type RuleContent } from "../../../lib/rule-words.ts";
import {
  conditionKind,
  conditionKinds,
  fieldOf,
  listOf,
  listText,
  numberOrText,
  suggestedAfter,
  withCondition,
  withField,
} from "./draft.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./editor.module.css";
import { Field, type FieldProps } from "./field.tsx";
import { type NamesAt, useNames } from "./use-names.ts";
import { WhereField } from "./where-field.tsx";
import { conditionText } from "./where-text.ts";
import { sourceKindOf, sourceKinds } from "../../../lib/rule-sources.ts";

export interface FormProps {
  readonly content: RuleContent;
  /** Of its values. */
  readonly unit: string;
  /** Who gets its messages, and the currencies that its amount adds; absent while that is not known. */
  readonly previewed: Pick<PreviewResult, "channels" | "currencies"> | undefined;
  readonly onChange: (content: RuleContent) => void;
  /** A text of the form is wrong and not in `content`; empty when none is. */
  readonly onMistake: (mistake: string) => void;
  /** The mistake at a path such as `when.above`. */
  readonly problemAt: (path: string) => string | undefined;
}

const conditionLabels = {
  above: "above a limit",
  below: "below a limit",
  change: "change against earlier",
  anomaly: "anomaly",
  absent: "no data",
} as const;
const other = "other, in the YAML";

export function RuleForm(props: FormProps): JSX.Element {
  const { content, unit, previewed, onChange, onMistake, problemAt } = props;
  const { channels, currencies } = previewed ?? {};
  const namesAt = useNames(content);
  const text = textField({ content, onChange, problemAt });
  return (
    <>
      <fieldset className={css["group"]}>
        <legend>Rule</legend>
        {text(["name"], { label: "Name", placeholder: "Purchases fail", wide: true })}
        {text(["summary"], { label: "Summary", placeholder: "One sentence for messages", wide: true })}
      </fieldset>
      <Source {...{ content, currencies, onChange, onMistake, problemAt, namesAt }} />
      <Condition {...{ content, unit, onChange, problemAt }} />
      <fieldset className={css["group"]}>
        <legend>Message</legend>
        <Field
          label="Severity"
          value={textOf(content["severity"]) || "ticket"}
          choices={alertSeverities}
          problem={problemAt("severity")}
          onChange={(value) => onChange(withField(content, ["severity"], value))}
        />
        {text(["owner"], { label: "Owner", placeholder: "team-checkout" })}
        {text(["runbook"], {
          label: "Runbook",
          placeholder: "https://handbook.example/checkout",
          wide: true,
        })}
        {channels != null && <Recipients channels={channels} />}
      </fieldset>
    </>
  );
}

/** Severity, owner and labels choose the channels. */
function Recipients({ channels }: { readonly channels: readonly string[] }): JSX.Element {
  return (
    <p role="status" className={css["recipients"]}>
      {channels.length === 0 ? (
        <Status kind="warn">No channel takes this alert. It is on the page of alerts only.</Status>
      ) : (
        <>
          Sends to <b>{new Intl.ListFormat(locale).format(channels)}</b>.
        </>
      )}{" "}
      <Link to="/alerts/channels" className={ui.text["link"]}>
        Channels
      </Link>
    </p>
  );
}

/** A function that renders the text at a path. */
function textField({ content, onChange, problemAt }: Pick<FormProps, "content" | "onChange" | "problemAt">) {
  return (path: readonly string[], props: Omit<FieldProps, "value" | "onChange">): JSX.Element => (
    <Field
      key={path.join(".")}
      {...props}
      value={textOf(fieldOf(content, path))}
      problem={problemAt(path.join("."))}
      onChange={(value) => onChange(withField(content, path, value))}
    />
  );
}

function Source({
  content,
  currencies = [],
  onChange,
  onMistake,
  problemAt,
  namesAt,
}: Pick<FormProps, "content" | "onChange" | "onMistake" | "problemAt"> & {
  readonly currencies: readonly string[] | undefined;
  readonly namesAt: NamesAt;
}): JSX.Element {
  const text = textField({ content, onChange, problemAt });
  const kind = sourceKindOf(content);
  const labels = sourceKinds.map(({ label }) => label);
  return (
    <fieldset className={css["group"]}>
      <legend>What it looks at</legend>
      <Field
        label="Source"
        value={kind?.label ?? "none"}
        choices={labels}
        problem={problemAt("on")}
        onChange={(label) => {
          const next = sourceKinds.find((one) => one.label === label);
          if (next !== undefined) onChange({ ...content, on: next.start });
        }}
      />
      {kind?.fields.map(({ key, onlyWith, ...field }) => {
        const on = partOf(content["on"]);
        if (onlyWith !== undefined && on[onlyWith[0]] !== onlyWith[1]) return null;
        const suggestions = namesAt(`on.${key}`);
        return text(["on", key], { ...field, suggestions, wide: field.isLong === true || key === "log" });
      })}
      {kind?.hasWhere === true && (
        <WhereField
          key={kind.label}
          content={content}
          suggestions={[
            ...currencies.filter((code) => code !== "").map((code) => conditionText(currencyKey, code)),
            ...namesAt("groupBy").map((name) => `${name}=`),
          ]}
          problem={problemAt("on.where")}
          onChange={onChange}
          onMistake={onMistake}
        />
      )}
      {text(["window"], { label: "Window", placeholder: "5m" })}
      <Field
        label="Group by"
        placeholder="one alert"
        suggestions={suggestedAfter(listText(content["groupBy"]), namesAt("groupBy"))}
        value={listText(content["groupBy"])}
        problem={problemAt("groupBy")}
        onChange={(value) =>
          onChange(
            withField(content, ["groupBy"], value.endsWith(",") ? [...listOf(value), ""] : listOf(value)),
          )
        }
      />
    </fieldset>
  );
}

function Condition({
  content,
  unit,
  onChange,
  problemAt,
}: Omit<FormProps, "previewed" | "onMistake">): JSX.Element {
  const text = textField({ content, onChange, problemAt });
  const kind = conditionKind(content);
  const number = (path: readonly string[], label: string, placeholder = "", asUnit = unit): JSX.Element => {
    const value = fieldOf(content, path);
    return (
      <Field
        key={path.join(".")}
        label={label}
        placeholder={placeholder}
        value={textOf(value)}
        hint={typeof value === "number" && asUnit !== "" ? alertFormat(asUnit)(value) : undefined}
        problem={problemAt(path.join("."))}
        onChange={(typed) => onChange(withField(content, path, typed === "" ? "" : numberOrText(typed)))}
      />
    );
  };
  return (
    <fieldset className={css["group"]}>
      <legend>When it fires</legend>
      <Field
        label="Condition"
        value={kind === undefined ? other : conditionLabels[kind]}
        choices={Object.values(conditionLabels)}
        problem={problemAt("when")}
        onChange={(label) => {
          const next = conditionKinds.find((one) => conditionLabels[one] === label);
          if (next !== undefined) onChange(withCondition(content, next));
        }}
      />
      {(kind === "above" || kind === "below") && (
        <>
          {number(["when", kind], "Limit")}
          {number(["when", "recover"], "Recovers at", "the limit")}
        </>
      )}
      {kind === "change" && (
        <>
          {text(["when", "change", "ago"], { label: "Earlier by", placeholder: "7d" })}
          {number(["when", "change", "above"], "Growth by more than", "0.5", "1")}
          {number(["when", "change", "below"], "Fall by more than", "-0.5", "1")}
        </>
      )}
      {kind === "anomaly" && (
        <Field
          label="Direction"
          value={textOf(fieldOf(content, ["when", "anomaly", "direction"])) || "both"}
          choices={["both", "above", "below"]}
          problem={problemAt("when.anomaly.direction")}
          onChange={(value) =>
            onChange({
              ...content,
              when: { anomaly: { ...partOf(partOf(content["when"])["anomaly"]), direction: value } },
            })
          }
        />
      )}
      {text(["for"], { label: "For", placeholder: "0s" })}
    </fieldset>
  );
}
