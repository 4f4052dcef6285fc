// When a silence begins and ends, and in which zone the times are.
import { useState, type JSX } from "react";

import { formatSpan } from "../../../lib/time.ts";
import { Status } from "../../../ui/status.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { Field } from "../rules/field.tsx";
import css from "./silences.module.css";
import {
  atTime,
  firstChoice,
  inputTime,
  lengthChoices,
  silenceTimes,
  startChoices,
  untilTime,
  zoneText,
  type SilenceTimes,
  type TimeChoice,
} from "./silence-times.ts";

export interface TimesState {
  readonly choice: TimeChoice;
  readonly times: SilenceTimes;
  readonly change: (choice: Partial<TimeChoice>) => void;
}

const hourMs = 3_600_000;

export function useSilenceTimes(): TimesState {
  const now = useNow(10_000);
  const [choice, setChoice] = useState(firstChoice);
  return {
    choice,
    times: silenceTimes(choice, now),
    change(next) {
      // a picker that opens begins with what the preset before it meant
      const known = silenceTimes(choice, now);
      const [fromMs, toMs] = "sent" in known ? [known.fromMs, known.toMs] : [now, now + hourMs];
      setChoice({
        ...choice,
        ...(next.start === atTime && choice.at === "" && { at: inputTime(fromMs) }),
        ...(next.length === untilTime && choice.until === "" && { until: inputTime(toMs) }),
        ...next,
      });
    },
  };
}

export function TimeFields({ choice, times, change }: TimesState): JSX.Element {
  return (
    <>
      <div className={css["moment"]}>
        <Field
          label="Begins"
          value={choice.start}
          choices={startChoices}
          onChange={(start) => change({ start })}
        />
        {choice.start === atTime && (
          <Picker
            label="Begin"
            value={choice.at}
            isWrong={"field" in times && times.field === "start"}
            onChange={(at) => change({ at })}
          />
        )}
      </div>
      <div className={css["moment"]}>
        <Field
          label="Lasts"
          value={choice.length}
          choices={lengthChoices}
          onChange={(length) => change({ length })}
        />
        {choice.length === untilTime && (
          <Picker
            label="End"
            value={choice.until}
            isWrong={"field" in times && times.field === "end"}
            onChange={(until) => change({ until })}
          />
        )}
      </div>
      <p id={noteId} className={css["span"]} role="status">
        {"problem" in times ? (
          <Status kind="error">{times.problem}</Status>
        ) : (
          <>
            {formatSpan(times.fromMs, times.toMs)}, {zoneText(times.fromMs)}
          </>
        )}
      </p>
    </>
  );
}

const noteId = "silence-times-note";

function Picker(props: {
  readonly label: string;
  readonly value: string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const { label, value, isWrong, onChange } = props;
  return (
    <input
      type="datetime-local"
      className={css["picker"]}
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={noteId}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
