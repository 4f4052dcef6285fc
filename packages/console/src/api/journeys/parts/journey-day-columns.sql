-- Steps of a person's day, a list for each field.
events.t AS t,
events.s AS s,
events.u AS u,
events.trace AS trace
