// Converts sources that a test writes.
import { createProject } from "../code/project.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";
import { type Conversion, convert, origins } from "./convert.ts";
import type { ProjectSurroundings } from "./migration.ts";

/** Converts files by their names. */
export function converted(
  files: Readonly<Record<string, string>>,
  surroundings: Partial<ProjectSurroundings> = {},
): Conversion {
  const sources = new Map<SourceModule, string>();
  for (const [file, source] of Object.entries(files)) {
    const parsed = parseModule(file, source);
    if ("program" in parsed) sources.set(parsed, source);
  }
  return convert(createProject([...sources.keys()]), sources, origins, {
    unread: [],
    packages: [],
    locals: new Map(),
    ...surroundings,
  });
}

/** The text of one file afterwards, or the reasons why it is as it was. */
export function after(source: string, file = "a.ts"): string | readonly string[] {
  const { files, left } = converted({ [file]: source });
  return files[0]?.after ?? left.map(({ reason }) => reason);
}
