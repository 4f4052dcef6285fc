// That the amount of a rule adds several currencies. The console looks for it when a rule is asked for: once, when the page is opened.
import { Link } from "@tanstack/react-router";
import { ruleAddsAmounts } from "alerts/currency";
import type { AlertRuleInfo } from "contract";
import type { JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";

export function RuleWarning({
  rule: { id, content, source },
}: {
  readonly rule: AlertRuleInfo;
}): JSX.Element | null {
  const groupBy = Array.isArray(content["groupBy"]) ? (content["groupBy"] as string[]) : [];
  const { data } = useApi(
    "/api/alert-rules/:id",
    { params: { id } },
    { enabled: ruleAddsAmounts(content, groupBy), refresh: "still", part: "the warnings of the rule" },
  );
  if (data === undefined || data.warning === "") return null;
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">check the rule</Status>
      <span className={ui.note["text"]}>{data.warning}</span>
      <Link className={ui.text["link"]} to="/alerts/rules/$id" params={{ id }}>
        {source === "stored" ? "Edit rule" : "Open rule"}
      </Link>
    </p>
  );
}
