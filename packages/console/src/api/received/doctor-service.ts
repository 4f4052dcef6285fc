// The name of what sends the doctor's test spans: no application has it, and lists of services leave it out.

/** `service.name` of the test spans of `telltale-console doctor`. */
export const doctorService = "telltale-doctor";
