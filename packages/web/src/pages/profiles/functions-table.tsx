// The functions of a CPU profile, most time in the function itself first.
import { shareOf } from "catalog/measures";
import { useState, type JSX } from "react";

import type { CpuProfile } from "../../draw/cpu-profile.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./profiles.module.css";

type ProfiledFunction = CpuProfile["functions"][number];

const shownAtFirst = 25;
const most = 500;

const columnsOf = (wholeMs: number): readonly Column<ProfiledFunction>[] => [
  {
    label: "Function",
    cellClass: ui.text["ellip"],
    title: ({ name }) => name,
    cell: ({ name }) => name,
    csv: ({ name }) => name,
  },
  {
    label: "Place",
    hide: "phone",
    cellClass: classes(ui.text["dim"], ui.text["ellip"]),
    title: ({ place }) => place,
    cell: ({ place }) => place,
    csv: ({ place }) => place,
  },
  {
    label: "Itself",
    isFigure: true,
    cell: ({ selfMs }) => formatDuration(selfMs),
    csv: { "Itself (ms)": ({ selfMs }) => selfMs },
  },
  {
    label: "Share",
    isFigure: true,
    cell: ({ selfMs }) => formatShare(shareOf(selfMs, wholeMs)),
    csv: ({ selfMs }) => shareOf(selfMs, wholeMs),
  },
  {
    label: "With calls",
    isFigure: true,
    cell: ({ totalMs }) => formatDuration(totalMs),
    csv: { "With calls (ms)": ({ totalMs }) => totalMs },
  },
];

export function FunctionsTable({
  profile: { functions, totalMs },
}: {
  readonly profile: CpuProfile;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Functions</h2>
        <span className={ui.text["dim"]}>most own time first</span>
      </header>
      <List
        label="Functions"
        className={css["functions"]}
        columns={columnsOf(totalMs)}
        rows={functions}
        shown={isOpen ? most : shownAtFirst}
        keyOf={({ name, place }) => `${name}\n${place}`}
      />
      {functions.length > shownAtFirst && (
        <button
          type="button"
          className={ui.text["link"]}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Fewer" : `${formatCount(Math.min(most, functions.length) - shownAtFirst)} more`}
        </button>
      )}
    </section>
  );
}
