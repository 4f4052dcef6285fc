// Which code ran, as the resource of a record says.
import type { Attributes, CodeOrigin } from "contract";

/** A longer value names no repository and no commit. */
const maxLength = 2000;

export function toCodeOrigin(service: string, resource: Attributes): CodeOrigin {
  const read = (key: string): string => {
    const found = resource[key];
    return found?.type === "string" && found.value.length <= maxLength ? found.value : "";
  };
  return {
    service,
    version: read("service.version"),
    repository: read("vcs.repository.url.full"),
    commit: read("vcs.ref.head.revision"),
  };
}
