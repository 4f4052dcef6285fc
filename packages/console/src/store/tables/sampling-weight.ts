// How many spans one kept span stands for, from the threshold in its trace state.
// Source: https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/

const space = 2 ** 56;
let lastState = "";
let lastWeight = 1;

/** `ot=th:c` was kept with 25 %, so it stands for 4. 1 when there is no threshold or it cannot be read. */
export function samplingWeight(traceState: string): number {
  if (traceState === "") return 1;
  if (traceState !== lastState) {
    lastState = traceState;
    lastWeight = readWeight(traceState);
  }
  return lastWeight;
}

function readWeight(traceState: string): number {
  const member = /(?:^|,)\s*ot=([^,]*)/.exec(traceState)?.[1];
  const threshold =
    member === undefined ? undefined : /(?:^|;)th:([0-9a-f]{1,14})(?:;|\s*$)/.exec(member)?.[1];
  if (threshold === undefined) return 1;
  return space / (space - Number.parseInt(threshold.padEnd(14, "0"), 16));
}
