// Who asks for the rules, and whether they use them.
import type { SamplingProcess, SamplingResult } from "contract";
import type { JSX } from "react";

import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";

/** The warning of a console whose rules no process can take. */
export function NoToken(): JSX.Element {
  return (
    <p className="note">
      <Status kind="warn">no token</Status>
      <span className="note-text">
        Processes cannot take rules from this console: it signs them with its token, and it has none. Start it
        with <code>--token-file FILE</code>.
      </span>
    </p>
  );
}

export function ProcessesTable({
  data: { processes, version },
}: {
  readonly data: SamplingResult;
}): JSX.Element {
  if (processes.length === 0) {
    return (
      <p className="dim">
        No process has asked for rules in the last ten minutes. They ask when they are started with{" "}
        <code>sampling: {"{ remote: { token } }"}</code>.
      </p>
    );
  }
  return (
    <div className="scroll-x">
      <table className="table still processes">
        <thead>
          <tr>
            <th>Service</th>
            <th className="num hide-p">Processes</th>
            <th className="num">Rules</th>
            <th>State</th>
            <th className="num hide-p">Asked</th>
          </tr>
        </thead>
        <tbody>
          {processes.map((process) => (
            <tr key={JSON.stringify([process.service, process.version, process.refused])}>
              <td>
                <ServiceName name={process.service} />
              </td>
              <td className="num hide-p">{process.count}</td>
              <td className="num">{process.version === 0 ? "its own" : `version ${process.version}`}</td>
              <td className="state-of">
                <State process={process} newest={version} />
              </td>
              <td className="num dim hide-p">
                <Time at={process.asked} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({
  process,
  newest,
}: {
  readonly process: SamplingProcess;
  readonly newest: number;
}): JSX.Element {
  if (process.refused !== "") {
    return (
      <span title={process.refused}>
        <Status kind="error">refuses them</Status> <span className="soft ellip">{process.refused}</span>
      </span>
    );
  }
  if (process.version === newest) return <Status kind="ok">at work</Status>;
  return <Status kind="off">older</Status>;
}
