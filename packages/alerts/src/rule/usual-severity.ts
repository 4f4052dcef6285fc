/** Of a rule that names none. */
export const usualSeverity = "ticket";
