// Which new errors came with a deploy.
import type { Deploy, ErrorGroup } from "contract";

/** A group that is new in the range. */
export interface NewError {
  readonly group: ErrorGroup;
  /** The deploy of the version in which the group was first seen; the first version of a service is not a deploy. */
  readonly deploy: Deploy | undefined;
}

/** `groups` with their deploys: those of a new version before others, the order is otherwise kept. */
export function newestFirst(groups: readonly ErrorGroup[], deploys: readonly Deploy[]): readonly NewError[] {
  const errors = groups.map((group) => ({ group, deploy: deployOf(group, deploys) }));
  return [
    ...errors.filter(({ deploy }) => deploy !== undefined),
    ...errors.filter(({ deploy }) => deploy === undefined),
  ];
}

function deployOf({ services, releases }: ErrorGroup, deploys: readonly Deploy[]): Deploy | undefined {
  const [first] = releases;
  return deploys.find(
    ({ service, version, previous }) => version === first && previous !== "" && services.includes(service),
  );
}
