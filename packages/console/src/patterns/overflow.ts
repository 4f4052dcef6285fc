/** In place of the skeletons that an hour has too many of. No text has it as its skeleton. */
export const overflow = "…";
