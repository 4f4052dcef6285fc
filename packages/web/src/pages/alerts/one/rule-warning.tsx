// What a rule says without effect. That its amount adds several currencies the console looks for when a rule is asked for: once, when the page is opened.
import { Link } from "@tanstack/react-router";
import { ruleAddsAmounts } from "alerts/currency";
import type { AlertRuleInfo } from "contract";
import type { JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";

export function RuleWarning({
  rule: { id, content, source, warning: known },
}: {
  readonly rule: AlertRuleInfo;
}): JSX.Element | null {
  const { data } = useApi(
    "/api/alert-rules/:id",
    { params: { id } },
    { enabled: ruleAddsAmounts(content), refresh: "still", part: "the warnings of the rule" },
  );
  const warning = data?.warning ?? known;
  if (warning === "") return null;
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">check the rule</Status>
      <span className={ui.note["text"]}>{warning}</span>
      <Link className={ui.text["link"]} to="/alerts/rules/$id" params={{ id }}>
        {source === "stored" ? "Edit rule" : "Open rule"}
      </Link>
    </p>
  );
}
