// Stands for own-copy.ts in what Node loads: the API is not loaded before the program does it.
import type { ApiCopy } from "./registered.ts";

export const ownCopy: ApiCopy | undefined = undefined;
