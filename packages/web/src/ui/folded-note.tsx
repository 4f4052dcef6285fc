// Why a list has a row `_OTHER`: names over the budget of the tenant are counted together.
import type { Stats } from "contract";
import type { JSX } from "react";

import { useApi } from "../data/use-api.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";
import { TextWithCode } from "./text-with-code.tsx";

/** In place of the names over the budget. */
export const otherName = "_OTHER";

export interface FoldedNoteProps {
  readonly kind: Stats["folded"][number]["kind"];
  /** Names of the list. */
  readonly names: readonly string[];
}

/** Nothing where the list has no such row. */
export function FoldedNote({ kind, names }: FoldedNoteProps): JSX.Element | undefined {
  return names.includes(otherName) ? <Note kind={kind} /> : undefined;
}

/** Why names of this kind are counted together today; undefined where none are. */
export function useFoldedReason(kind: FoldedNoteProps["kind"]): string | undefined {
  const { data } = useApi("/api/stats", {}, { part: "names over the budget" });
  const folded = data?.folded.filter((one) => one.kind === kind) ?? [];
  // an operator gets those of all tenants, and sees the data of the one without a name
  return (folded.find(({ tenant }) => tenant === "") ?? folded[0])?.reason;
}

function Note({ kind }: Pick<FoldedNoteProps, "kind">): JSX.Element {
  const reason = useFoldedReason(kind);
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">over the budget</Status>
      <span className={ui.note["text"]}>
        <TextWithCode text={reason ?? `Further ${kind} are counted as \`_OTHER\`.`} />
      </span>
    </p>
  );
}
