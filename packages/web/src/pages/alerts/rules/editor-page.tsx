// The page of the editor: a new rule, which may be filled in from the address, or one that exists.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { AlertRuleInfo } from "contract";
import { Fragment, type JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { partOf, type RuleContent } from "../../../lib/rule-words.ts";
import { CopyLink } from "../../../ui/copy-button.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonBlock } from "../../../ui/skeleton.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Editor } from "./editor.tsx";

const route = getRouteApi("/alerts/rules/$id");

/** The source is empty: the form asks for it. */
const emptyRule: RuleContent = {
  name: "",
  on: { transaction: "", measure: "completion" },
  when: { below: 0.9 },
  for: "2m",
};
const emptyObjective: RuleContent = {
  name: "",
  on: { transaction: "", measure: "completion" },
  target: 0.99,
};

export function AlertEditorPage(): JSX.Element {
  const { id } = route.useParams();
  return id === "new" ? <NewRule /> : <KnownRule id={id} />;
}

/** Whether the caller may change rules; `undefined` until it is known. */
function useMayChange(): boolean | undefined {
  const { data } = useApi("/api/session", {}, { refresh: "still", part: "your rights" });
  return data === undefined ? undefined : data.scope === "admin" || data.scope === "alerts";
}

function useTab(): Pick<Parameters<typeof Editor>[0], "tab" | "onTab"> {
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  return {
    tab,
    onTab: (next) =>
      void navigate({
        search: (previous) => ({ ...previous, tab: next }),
        replace: true,
        resetScroll: false,
      }),
  };
}

const crumbs = <Link to="/alerts/rules">Rules</Link>;

function NewRule(): JSX.Element {
  const { rule, without = [], kind = "alert" } = route.useSearch();
  const mayChange = useMayChange();
  const tab = useTab();
  const start = contentIn(rule) ?? (kind === "objective" ? emptyObjective : emptyRule);
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={kind === "objective" ? "New objective" : "New rule"}
        sub={mayChange === false ? "saving needs the scope alerts" : ""}
        actions={<CopyLink />}
      />
      {without.length > 0 && (
        <p className={ui.note["note"]}>
          <Status kind="warn">wider than the page</Status>
          <span className={ui.note["text"]}>
            A rule cannot have these conditions of the page:{" "}
            {without.map((condition, at) => (
              <Fragment key={condition}>
                {at > 0 && ", "}
                <code>{condition}</code>
              </Fragment>
            ))}
            . It looks at the data without them.
          </span>
        </p>
      )}
      <Editor rule={undefined} start={start} kind={kind} mayChange={mayChange === true} {...tab} />
    </>
  );
}

/** A rule in the address; `undefined` when there is none, or a mistyped one. */
function contentIn(text: string | undefined): RuleContent | undefined {
  if (text === undefined) return undefined;
  try {
    const value = partOf(JSON.parse(text));
    return Object.keys(value).length === 0 ? undefined : value;
  } catch {
    return undefined;
  }
}

function KnownRule({ id }: { readonly id: string }): JSX.Element {
  const query = useApi("/api/alert-rules/:id", { params: { id } }, { refresh: "still" });
  const mayChange = useMayChange();
  const tab = useTab();
  const rule = query.data;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={rule?.name ?? id}
        sub={rule === undefined ? "" : originOf(rule)}
        actions={
          <>
            <CopyLink />
            {rule !== undefined && (
              <Link className={ui.button["quiet"]} to="/alerts" search={{ rule: rule.name }}>
                Alerts
              </Link>
            )}
          </>
        }
      />
      <QueryView query={query} skeleton={<SkeletonBlock height={420} />}>
        {(known) => (
          <>
            <ReadOnly rule={known} mayChange={mayChange} />
            {known.error !== "" && <Status kind="error">{known.error}</Status>}
            <Editor
              key={known.id}
              rule={known}
              start={known.content}
              kind={known.kind}
              mayChange={mayChange === true}
              {...tab}
            />
          </>
        )}
      </QueryView>
    </>
  );
}

function ReadOnly({
  rule,
  mayChange,
}: {
  readonly rule: AlertRuleInfo;
  readonly mayChange: boolean | undefined;
}): JSX.Element | null {
  if (rule.source === "stored" && mayChange !== false) return null;
  const why =
    rule.source === "file"
      ? `This rule is in ${rule.place}: change it there.`
      : rule.source === "objective"
        ? "This rule belongs to an objective: change the objective."
        : "Saving needs the scope alerts.";
  return (
    <p className={ui.note["note"]}>
      <Status kind="off">read-only</Status>
      <span className={ui.note["text"]}>{why} You can try other values in the preview here.</span>
    </p>
  );
}

function originOf({ source, place, version, savedBy, disabled }: AlertRuleInfo): string {
  const origin =
    source === "file" ? place : source === "stored" ? `version ${version} by ${savedBy}` : "of an objective";
  return disabled ? `${origin} · disabled` : origin;
}
